import asyncio
from collections.abc import Sequence
from typing import Any, Final

from langgraph.runtime import Runtime

from pipeline.alfred.condensing.rules import AGAIN, FIRST
from pipeline.alfred.context import ButlerContext
from pipeline.alfred.models import MemoryEvent, Profile, Role, Tone
from pipeline.alfred.rules.intent import asks
from pipeline.alfred.rules.relevance import relevant
from pipeline.alfred.state import ButlerState
from pipeline.alfred.talk import Said

RECENT: Final = 20
"""Events that are always recalled."""
KEPT_WHOLE: Final = FIRST + AGAIN
"""Events that a memory holds at the most, unless its condensing fails."""
PENDING_READ: Final = 60
EARLIER: Final = 6
FACTS: Final = 12
PATIENCE: Final = 1.5
"""Seconds that a person waits for what is remembered of them; then Alfred answers without it."""


async def recall(state: ButlerState, runtime: Runtime[ButlerContext]) -> dict[str, Any]:
    """Who this is, what was said lately, and what is known that has to do with it."""
    said, context = state["said"], runtime.context
    outages: tuple[type[Exception], ...] = (TimeoutError, *context.memory_outages)
    try:
        async with asyncio.timeout(PATIENCE):
            return await _recalled(said, context)
    except outages:
        return {
            "profile": _stranger(said),
            "newcomer": False,
            "recent": (),
            "earlier": (),
            "facts": (),
        }


async def _recalled(said: Said, context: ButlerContext) -> dict[str, Any]:
    profile = await _profile(said, context)
    recent, older = await _told(said, context)
    facts = await context.facts.known(said.person, said.scope)
    # The transport's times are whole seconds, and stores keep milliseconds of them.
    newcomer = profile.created_at == said.at and not recent
    if newcomer:
        context.metrics.profile_written()
    return {
        "profile": profile,
        "newcomer": newcomer,
        "recent": tuple(recent),
        "earlier": relevant(older, said.text, lambda event: event.content, limit=EARLIER),
        "facts": relevant(facts, said.text, lambda fact: fact.text, limit=FACTS)
        or tuple(facts[:FACTS]),
    }


async def _told(
    said: Said, context: ButlerContext
) -> tuple[Sequence[MemoryEvent], Sequence[MemoryEvent]]:
    """What was said lately, and before that, as far as it is not condensed.

    A question may be about anything of it, also before the first condensing, when nothing is
    pending. Without what a process that died over this very message kept of it.
    """
    own = {said.event(role) for role in Role}
    limit = KEPT_WHOLE if asks(said.text) else RECENT
    found = await context.memory.recent(said.person, said.scope, limit=limit + len(own))
    whole = [event for event in found if event.id not in own][-limit:]
    recent, older = whole[-RECENT:], whole[:-RECENT]
    if limit == RECENT or len(whole) == KEPT_WHOLE:
        # Asked for last: what becomes pending meanwhile is then seen in one of both.
        pending = await context.memory.pending(said.person, said.scope, limit=PENDING_READ)
        seen = {event.id for event in whole}
        older = [*(event for event in pending if event.id not in seen), *older]
    return recent, older


async def _profile(said: Said, context: ButlerContext) -> Profile:
    """With the person's language, however late this store learns of their choice."""
    profile = await context.profiles.meet(said.person, said.own_language, said.at)
    context.metrics.profile_read()
    if profile.language == said.own_language:
        return profile
    changed = await context.profiles.change(said.person, said.at, language=said.own_language)
    context.metrics.profile_written()
    return changed or profile


def _stranger(said: Said) -> Profile:
    """Whoever it is, while the memory is away."""
    return Profile(
        person=said.person,
        language=said.own_language,
        tone=Tone.WITTY,
        created_at=said.at,
        updated_at=said.at,
    )
