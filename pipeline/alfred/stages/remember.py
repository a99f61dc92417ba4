from typing import Any

from langgraph.runtime import Runtime

from pipeline.alfred.context import ButlerContext
from pipeline.alfred.models import MemoryEvent, Role
from pipeline.alfred.state import ButlerState
from pipeline.alfred.talk import Manner, Reply, Said
from pipeline.privacy.masks import mask

GROUNDED = "grounded"
"""Tag of a reply that quotes groups: what it says is theirs and is not learned of the person."""


async def remember(state: ButlerState, runtime: Runtime[ButlerContext]) -> dict[str, Any]:
    """Keep what was said and what was answered; of a failed answer only what was said."""
    said, answer, context = state["said"], state["answer"], runtime.context
    events = [_event(said, Role.USER, said.text)]
    if answer.manner is not Manner.ERROR:
        events.append(_reply(said, answer))
    try:
        await context.memory.add(events)
    except context.memory_outages:
        return {}
    for event in events:
        context.metrics.remembered(event.role)
    return {}


def _reply(said: Said, answer: Reply) -> MemoryEvent:
    tags = (GROUNDED,) if answer.passages else ()
    return _event(said, Role.ASSISTANT, mask(answer.text).text, tags)


def _event(said: Said, role: Role, content: str, tags: tuple[str, ...] = ()) -> MemoryEvent:
    return MemoryEvent(
        id=said.event(role),
        person=said.person,
        role=role,
        content=content,
        source=said.source,
        scope=said.scope,
        created_at=said.at,
        seq=2 * said.seq + (role is Role.ASSISTANT),
        tags=tags,
    )
