"""Who may see a group's digests, and who may change what is done with them: nobody by default."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.groups.models import ConnectedGroup, PersonId, Scope, Standing
from pipeline.groups.ports import GroupBook, Members, Membership
from pipeline.ingest.models import GroupId

KNOWN_SECONDS: Final = 3_600.0
"""That a person was seen in a group is told once in this time; the book writes it once a day."""
_MOST_KNOWN: Final = 20_000
SIDE_BY_SIDE: Final = 8
"""Groups of one person that Telegram is asked about at a time."""
_INSIDE: Final = (Standing.ADMIN, Standing.MEMBER)


class Sightings:
    """Who was told to be in which group a short while ago, as each telling costs a transaction."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[tuple[GroupId, PersonId], float] = {}

    def is_fresh(self, group: GroupId, person: PersonId) -> bool:
        return self._clock() < self._until.get((group, person), 0.0)

    def note(self, group: GroupId, person: PersonId) -> None:
        if len(self._until) >= _MOST_KNOWN:
            self._until.clear()
        self._until[group, person] = self._clock() + KNOWN_SECONDS


@dataclass(frozen=True, slots=True)
class Access:
    members: Members
    membership: Membership
    groups: GroupBook
    sightings: Sightings = field(default_factory=Sightings)

    async def may_read(self, group: ConnectedGroup, person: PersonId) -> bool:
        """Holders of a scope in the tenant, and members of the chat as Telegram says."""
        return bool(await self._readable([group], person))

    async def may_manage(self, group: ConnectedGroup, person: PersonId) -> bool:
        """The tenant's administrators, and for what happens in the chat itself the chat's."""
        if Scope.ADMIN in await self.members.scopes(group.tenant, person):
            return True
        return await self.membership.standing(group, person) is Standing.ADMIN

    async def readable(self, person: PersonId, chat: int | None = None) -> list[ConnectedGroup]:
        """The groups that they know of and may read at this moment; of one chat, or of all."""
        known = await self.groups.of_person(person)
        return await self._readable(
            [group for group in known if chat in (None, group.chat.telegram_id)], person
        )

    async def _readable(
        self, groups: Sequence[ConnectedGroup], person: PersonId
    ) -> list[ConnectedGroup]:
        """What Telegram said a moment ago costs nothing, and Telegram itself the most."""
        kept = {group.id: self.membership.kept(group, person) for group in groups}
        others = [group for group in groups if kept[group.id] not in _INSIDE]
        holding = {
            tenant
            for tenant in dict.fromkeys(group.tenant for group in others)
            if await self.members.scopes(tenant, person)
        }
        members = {group.id for group in groups if kept[group.id] in _INSIDE}
        unknown = [each for each in others if kept[each.id] is None and each.tenant not in holding]
        members |= await self._members(unknown, person)
        for group in groups:
            if group.id in members and not self.sightings.is_fresh(group.id, person):
                await self.groups.know(group.tenant, group.id, person)
                self.sightings.note(group.id, person)
        return [group for group in groups if group.id in members or group.tenant in holding]

    async def _members(
        self, groups: Sequence[ConnectedGroup], person: PersonId
    ) -> frozenset[GroupId]:
        """Those of which Telegram says that they are in it, asked side by side."""
        free = asyncio.Semaphore(SIDE_BY_SIDE)

        async def is_inside(group: ConnectedGroup) -> bool:
            async with free:
                return await self.membership.standing(group, person) in _INSIDE

        async with asyncio.TaskGroup() as tasks:
            asked = [(group.id, tasks.create_task(is_inside(group))) for group in groups]
        return frozenset(group for group, inside in asked if inside.result())
