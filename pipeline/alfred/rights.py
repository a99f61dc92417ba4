"""What a person may see, take away and have forgotten: all that is known of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from pipeline.alfred.condensing.learning import tells
from pipeline.alfred.condensing.once import LOCK
from pipeline.alfred.exporting import Known, exported
from pipeline.alfred.forgettings import Forgettings
from pipeline.alfred.models import (
    PRIVATE,
    ChatScope,
    EventId,
    Fact,
    FactId,
    MemoryEvent,
    Profile,
    Role,
    Tone,
    replied_to,
)
from pipeline.alfred.moving import MemoryBusyError
from pipeline.alfred.ports import DamagedMemoryError, Facts, Memory, PersonLocks, Profiles
from pipeline.digest.ports import Wording
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId

LOOKS: Final = 20
PAUSE: Final = 0.25
"""Seconds between two looks whether a memory is still being condensed."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rights:
    profiles: Profiles
    memory: Memory
    facts: Facts
    locks: PersonLocks
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    forgettings: Forgettings = field(default_factory=Forgettings)
    """Shared with the conversation, whose turns may be under way."""

    async def known(self, person: PersonId) -> Known:
        return Known(
            profile=await self.profiles.find(person),
            events=await self.memory.all(person),
            facts=await self.facts.all(person),
        )

    async def export(self, person: PersonId, wording: Wording) -> bytes:
        known = await self.known(person)
        return exported(known, wording.say("alfred-export-readme"), self.now())

    async def forget_everything(self, person: PersonId) -> Known:
        """Delete it everywhere, what is condensed last; return what there was.

        Killed in the middle, the next try finishes: the profile, which shows that there is
        something, goes at the end. What is damaged is deleted too, and missing in what is told.

        Raises:
            MemoryBusyError: It is being condensed, and nothing was forgotten.
        """
        async with self._undisturbed(person):
            await self.forgettings.begin(person)
            known = Known(
                profile=await _if_readable(self.profiles.find(person), None),
                events=await _if_readable(self.memory.all(person), ()),
                facts=await _if_readable(self.facts.all(person), ()),
            )
            await self.memory.forget(person)
            await self.facts.forget(person)
            await self.profiles.forget(person)
        return known

    async def forget_fact(self, person: PersonId, fact: FactId) -> bool:
        """Delete a fact and what it was learned from; False if there is none of this person.

        Whatever else was said of it, anywhere, goes too, or it would be learned again: remarks
        that say the same, the replies to them, and summaries that do. The summary of its own scope
        may tell it in other words, so that goes in any case.

        Raises:
            MemoryBusyError: The memory is being condensed, and nothing was forgotten.
        """
        async with self._undisturbed(person):
            found = next((each for each in await self.facts.all(person) if each.id == fact), None)
            if found is None:
                return False
            await self.forgettings.begin(person)
            events = await self.memory.all(person)
            profile = await self.profiles.find(person)
            telling = await asyncio.to_thread(lambda: [*_telling(found, events)])
            scopes = await asyncio.to_thread(lambda: {*_summarized(found, profile)})
            await self.memory.forget_events(person, telling)
            for scope in scopes:
                await self.profiles.summarize(person, scope, "", self.now())
            return bool(await self.facts.forget(person, fact))

    async def meet(self, person: PersonId, language: Language) -> Profile:
        return await self.profiles.meet(person, language, self.now())

    async def change_tone(self, person: PersonId, language: Language, tone: Tone) -> Profile:
        profile = await self.meet(person, language)
        return await self.profiles.change(person, self.now(), tone=tone) or profile

    @asynccontextmanager
    async def _undisturbed(self, person: PersonId) -> AsyncIterator[None]:
        """While nobody condenses: what was read before it was forgotten would be learned after."""
        for _ in range(LOOKS):
            async with self.locks.held(person, LOCK) as ours:
                if ours:
                    yield
                    return
            await self.sleep(PAUSE)
        raise MemoryBusyError("this memory is being condensed — ask again in a minute")


def _telling(fact: Fact, events: Sequence[MemoryEvent]) -> Iterator[EventId]:
    """What a fact rests on and what says the same, with the replies to it."""
    for each in fact.evidence:
        yield from (each.event, replied_to(each.event))
    for event in events:
        if tells(event.content, fact):
            yield event.id
            if event.role is Role.USER:
                yield replied_to(event.id)


def _summarized(fact: Fact, profile: Profile | None) -> Iterator[ChatScope]:
    """Where a summary tells of a fact, or may."""
    yield fact.scope
    if profile is not None:
        told = {PRIVATE: profile.memory_summary, **profile.group_summaries}
        yield from (scope for scope, summary in told.items() if tells(summary, fact))


async def _if_readable(reading: Awaitable[T], otherwise: T) -> T:
    try:
        return await reading
    except DamagedMemoryError:
        return otherwise
