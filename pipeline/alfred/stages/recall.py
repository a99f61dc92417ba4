from typing import Any, Final

from langgraph.runtime import Runtime

from pipeline.alfred.context import ButlerContext
from pipeline.alfred.models import Profile, Tone
from pipeline.alfred.rules.relevance import relevant
from pipeline.alfred.state import ButlerState
from pipeline.alfred.talk import Said

RECENT: Final = 20
"""Events that are always recalled."""
PENDING_READ: Final = 60
EARLIER: Final = 6
FACTS: Final = 12


async def recall(state: ButlerState, runtime: Runtime[ButlerContext]) -> dict[str, Any]:
    """Who this is, what was said lately, and what is known that has to do with it."""
    said, context = state["said"], runtime.context
    try:
        return await _recalled(said, context)
    except context.memory_outages:
        return {
            "profile": _stranger(said),
            "newcomer": False,
            "recent": (),
            "earlier": (),
            "facts": (),
        }


async def _recalled(said: Said, context: ButlerContext) -> dict[str, Any]:
    profile = await context.profiles.meet(said.person, said.language, said.at)
    context.metrics.profile_read()
    # ``recent`` first: what moves meanwhile is then seen in one of both.
    recent = await context.memory.recent(said.person, said.scope, limit=RECENT)
    pending = await context.memory.pending(said.person, said.scope, limit=PENDING_READ)
    facts = await context.facts.known(said.person, said.scope)
    # The transport's times are whole seconds, and stores keep milliseconds of them.
    newcomer = profile.created_at == said.at and not recent
    if newcomer:
        context.metrics.profile_written()
    shown = {event.id for event in recent}
    return {
        "profile": profile,
        "newcomer": newcomer,
        "recent": tuple(recent),
        "earlier": relevant(
            [event for event in pending if event.id not in shown],
            said.text,
            lambda event: event.content,
            limit=EARLIER,
        ),
        "facts": relevant(facts, said.text, lambda fact: fact.text, limit=FACTS)
        or tuple(facts[:FACTS]),
    }


def _stranger(said: Said) -> Profile:
    """Whoever it is, while the memory is away."""
    return Profile(
        person=said.person,
        language=said.language,
        tone=Tone.WITTY,
        created_at=said.at,
        updated_at=said.at,
    )
