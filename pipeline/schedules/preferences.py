"""What people choose for themselves and for groups, and what follows of it for their schedules.

A schedule has a zone and a language of its own. Its zone is what it was arranged with; only what
was arranged by a clock that was assumed moves once somebody says which clock it is. Its language
is that of its place: a person's in private, the group's everywhere else.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.digest.request import Language
from pipeline.groups.clocks import goes_to
from pipeline.groups.models import ConnectedGroup, Person, PersonId
from pipeline.groups.ports import GroupBook, People
from pipeline.schedules.models import Subscription
from pipeline.schedules.ports import SubscriptionBook
from pipeline.schedules.rules import next_slot

LanguageFollower = Callable[[PersonId, Language], Awaitable[None]]
"""Told last; it may come to know later, but does not fail."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """Whoever calls has asked whether it is theirs to choose.

    What follows of a choice is done before it is written: done again after a crash, the rest of
    it is done.
    """

    people: People
    groups: GroupBook
    book: SubscriptionBook
    now: Callable[[], datetime]
    follow: LanguageFollower | None = None
    """What keeps a copy of a person's language."""

    async def zone_of_person(self, person: Person, zone: str) -> tuple[Person, int]:
        """Return how many schedules moved, too: a first choice sets right what was assumed.

        Groups that they connected, and of which nobody said how late it is there, live by it too.
        """
        moved = 0
        if not person.zone_chosen:
            for group in await self.groups.of_person(person.id):
                moved += await self._move_own(person, group, zone)
                if group.owner == person.id and not group.zone_chosen:
                    moved += (await self.zone_of_group(group, zone))[1]
        return await self.people.change(person.id, time_zone=zone), moved

    async def zone_of_group(self, group: ConnectedGroup, zone: str) -> tuple[ConnectedGroup, int]:
        """Return how many of the schedules that go to the group moved, too."""
        moved = 0
        if not group.zone_chosen:
            all_of_it = await self.book.of_group(group.tenant, group.id)
            there = (each for each in all_of_it if goes_to(each.destination, group))
            moved = await self._move(there, {group.time_zone}, zone)
        return await self.groups.configure(group.tenant, group.id, time_zone=zone), moved

    async def language_of_person(self, person: Person, language: Language) -> Person:
        for tenant in {group.tenant for group in await self.groups.of_person(person.id)}:
            await self.book.speak_to_person(tenant, person.id, language)
        changed = await self.people.change(person.id, language=language)
        if self.follow is not None:
            await self.follow(person.id, language)
        return changed

    async def language_of_group(self, group: ConnectedGroup, language: Language) -> ConnectedGroup:
        await self.book.speak_in_group(group.tenant, group.id, language)
        return await self.groups.configure(group.tenant, group.id, language=language)

    async def _move_own(self, person: Person, group: ConnectedGroup, zone: str) -> int:
        """Until they chose one, each of their schedules has a zone that was assumed."""
        own = (
            each
            for each in await self.book.of_group(group.tenant, group.id)
            if each.person == person.id and not goes_to(each.destination, group)
        )
        return await self._move(own, {person.time_zone, group.time_zone}, zone)

    async def _move(self, schedules: Iterable[Subscription], assumed: set[str], zone: str) -> int:
        moved = 0
        for each in schedules:
            if each.timetable.zone in assumed - {zone}:
                timetable = replace(each.timetable, zone=zone)
                due_at = next_slot(timetable, self.now()).due_at
                await self.book.change(each.tenant, each.id, timetable, due_at)
                moved += 1
        return moved
