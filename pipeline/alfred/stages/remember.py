from typing import Any

from langgraph.runtime import Runtime

from pipeline.alfred.context import ButlerContext, Keep
from pipeline.alfred.models import GROUNDED, MemoryEvent, Role
from pipeline.alfred.state import ButlerState
from pipeline.alfred.talk import Manner, Reply, Said
from pipeline.privacy.invisible import without_invisible
from pipeline.privacy.masks import mask


async def remember(state: ButlerState, runtime: Runtime[ButlerContext]) -> dict[str, Any]:
    """Keep what was answered, if it was no failure; what was said is kept by now."""
    said, answer = state["said"], state["answer"]
    if answer.manner is not Manner.ERROR:
        await runtime.context.keep(_reply(said, answer))
    return {}


async def remember_words(said: Said, keep: Keep) -> None:
    await keep(_event(said, Role.USER, said.text))


def _reply(said: Said, answer: Reply) -> MemoryEvent:
    tags = (GROUNDED,) if answer.passages else ()
    # The signs that keep Telegram from making links are no part of what was said.
    return _event(said, Role.ASSISTANT, mask(without_invisible(answer.text)).text, tags)


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
