"""What was said in a group that has another chat id by now: it is remembered under the new one."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.alfred.condensing.once import LOCK
from pipeline.alfred.models import ChatScope
from pipeline.alfred.ports import PersonLocks
from pipeline.errors import AlfredError
from pipeline.groups.models import PersonId

_log = logging.getLogger(__name__)


class MemoryBusyError(AlfredError):
    """Somebody's memory is being condensed."""


class Scopes(Protocol):
    async def people(self, scope: ChatScope) -> Sequence[PersonId]:
        """Of whom anything is kept that was said there."""
        ...

    async def move(self, person: PersonId, old: ChatScope, new: ChatScope) -> None:
        """Let all that is kept of a person from one scope belong to another, where more may be.

        It may die anywhere: a second try moves the rest, and what was moved stays.
        """
        ...


@dataclass(frozen=True, slots=True)
class MoveScope:
    scopes: Scopes
    locks: PersonLocks

    async def __call__(self, old: ChatScope, new: ChatScope) -> None:
        """Move the memory of everybody; who is being condensed would learn in the old scope.

        Raises:
            MemoryBusyError: For some it has to be done again later.
            AlfredError: A store is away; all is as if it had been killed there.
        """
        people = await self.scopes.people(old)
        busy = 0
        for person in people:
            async with self.locks.held(person, LOCK) as ours:
                if ours:
                    await self.scopes.move(person, old, new)
                else:
                    busy += 1
        if busy:
            raise MemoryBusyError(f"{busy} memories are being condensed — they are moved later")
        _log.info("memories of a migrated group were moved: %s", len(people))
