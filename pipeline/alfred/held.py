"""What was said while the store of memories is away: it is held until the store is back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from pipeline.alfred.models import ChatScope, EventId, MemoryEvent
from pipeline.alfred.ports import Memory
from pipeline.errors import AlfredError
from pipeline.groups.models import PersonId
from pipeline.health.parts import Life

MOST_HELD: Final = 5_000
"""Events of all people, a few megabytes; of more the oldest are lost, and it is logged."""
PATIENCE: Final = 1.0
"""Seconds that keeping may take before the conversation goes on without having kept it."""
AGAIN: Final = 2.0
"""Seconds between two tries to keep what is held."""
BATCH: Final = 500
LAST_TRY: Final = 5.0
"""Seconds, when the service stops."""

_log = logging.getLogger(__name__)


class HeldMemory:
    """The port ``Memory`` before a store that may go away, and the part that follows it up.

    What is held is known to this process alone: it is lost if that is killed before the store is
    back. It is kept once, however often that was tried; whoever reads somebody's memory reads what
    was held too, for it is kept before.

    Args:
        memory: The store.
        outages: What it raises while it is away.
        most: How much is held.
        sleep: Waits for so many seconds.
    """

    name = "memory"

    def __init__(
        self,
        memory: Memory,
        outages: tuple[type[Exception], ...],
        *,
        most: int = MOST_HELD,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._memory = memory
        self._outages: tuple[type[Exception], ...] = (TimeoutError, *outages)
        self._most = most
        self._sleep = sleep
        self._held: dict[tuple[PersonId, EventId], MemoryEvent] = {}
        self._one_by_one = asyncio.Lock()
        self._came = asyncio.Event()

    async def add(self, events: Sequence[MemoryEvent]) -> int:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._memory.add(events)
        except self._outages as away:
            return self._hold(events, away)

    async def recent(
        self, person: PersonId, scope: ChatScope, *, limit: int
    ) -> Sequence[MemoryEvent]:
        await self._keep(person)
        return await self._memory.recent(person, scope, limit=limit)

    async def size(self, person: PersonId, scope: ChatScope) -> int:
        return await self._memory.size(person, scope)

    async def set_aside(self, person: PersonId, scope: ChatScope, *, keep: int) -> int:
        return await self._memory.set_aside(person, scope, keep=keep)

    async def pending(
        self, person: PersonId, scope: ChatScope, *, limit: int
    ) -> Sequence[MemoryEvent]:
        return await self._memory.pending(person, scope, limit=limit)

    async def condensed(self, person: PersonId, events: Sequence[EventId]) -> None:
        await self._memory.condensed(person, events)

    async def waiting(self, *, least: int, limit: int) -> Sequence[tuple[PersonId, ChatScope]]:
        return await self._memory.waiting(least=least, limit=limit)

    async def all(self, person: PersonId) -> Sequence[MemoryEvent]:
        await self._keep(person)
        return await self._memory.all(person)

    async def forget(self, person: PersonId) -> int:
        async with self._one_by_one:
            held = self._drop(key for key in self._held if key[0] == person)
            return held + await self._memory.forget(person)

    async def forget_events(self, person: PersonId, events: Sequence[EventId]) -> None:
        async with self._one_by_one:
            self._drop((person, event) for event in events)
            await self._memory.forget_events(person, events)

    async def run(self, life: Life) -> None:
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(self._follow_up())
            life.ready()
            await life.stopping.wait()
            keeping.cancel()
        try:
            async with asyncio.timeout(LAST_TRY):
                await self._keep_all()
        except (AlfredError, TimeoutError):
            _log.error(
                "%d remarks are lost: the store of memories did not come back", len(self._held)
            )

    async def _follow_up(self) -> None:
        while True:
            await self._came.wait()
            try:
                await self._keep_all()
            except AlfredError:
                await self._sleep(AGAIN)
            else:
                self._came.clear()
                _log.info("what was held of conversations is kept")

    async def _keep_all(self) -> None:
        while self._held:
            await self._keep(None)

    async def _keep(self, person: PersonId | None) -> None:
        """What is held of a person, or the oldest of all."""
        async with self._one_by_one:
            due = [event for key, event in self._held.items() if person in (None, key[0])][:BATCH]
            if due:
                await self._memory.add(due)
                self._drop((event.person, event.id) for event in due)

    def _hold(self, events: Sequence[MemoryEvent], away: Exception) -> int:
        if not self._held:
            _log.warning("conversations are held until they can be kept: %s", type(away).__name__)
        new = {(event.person, event.id): event for event in events}
        count = len(new.keys() - self._held.keys())
        self._held |= new
        over = len(self._held) - self._most
        if over > 0:
            self._drop(list(self._held)[:over])
            _log.error("%d remarks are lost: more than %d cannot be held", over, self._most)
        self._came.set()
        return count

    def _drop(self, keys: Iterable[tuple[PersonId, EventId]]) -> int:
        gone = [key for key in keys if key in self._held]
        for key in gone:
            del self._held[key]
        return len(gone)
