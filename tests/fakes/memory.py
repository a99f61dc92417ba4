from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.alfred.models import ChatScope, EventId, MemoryEvent
from pipeline.groups.models import PersonId
from tests.fakes.stored_text import as_stored, in_milliseconds

Key = tuple[PersonId, EventId]
Events = dict[Key, MemoryEvent]


class MemoryMemory:
    """The port ``Memory``."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._remembered: Events = {}
        self._pending: Events = {}
        self._clock = clock

    async def add(self, events: Sequence[MemoryEvent]) -> int:
        new = {
            (event.person, event.id): _stored(event)
            for event in events
            if (event.person, event.id) not in self._remembered.keys() | self._pending.keys()
        }
        lasting = {(event.person, event.id): event for event in self._lasting(new)}
        self._remembered |= lasting
        return len(lasting)

    async def recent(
        self, person: PersonId, scope: ChatScope, *, limit: int
    ) -> Sequence[MemoryEvent]:
        remembered = self._of(self._remembered, person, scope)[-limit:]
        if len(remembered) < limit:
            remembered += self._of(self._pending, person, scope)
        return sorted(remembered, key=_when)[-limit:]

    async def size(self, person: PersonId, scope: ChatScope) -> int:
        return len(self._of(self._remembered, person, scope))

    async def set_aside(self, person: PersonId, scope: ChatScope, *, keep: int) -> int:
        remembered = self._of(self._remembered, person, scope)
        for event in remembered[: max(0, len(remembered) - keep)]:
            self._pending[person, event.id] = self._remembered.pop((person, event.id))
        return len(self._of(self._pending, person, scope))

    async def pending(
        self, person: PersonId, scope: ChatScope, *, limit: int
    ) -> Sequence[MemoryEvent]:
        return self._of(self._pending, person, scope)[:limit]

    async def condensed(self, person: PersonId, events: Sequence[EventId]) -> None:
        for event in events:
            self._pending.pop((person, event), None)

    async def waiting(self, *, least: int, limit: int) -> Sequence[tuple[PersonId, ChatScope]]:
        counts = Counter((event.person, event.scope) for event in self._lasting(self._pending))
        return [talk for talk, count in counts.most_common() if count >= least][:limit]

    async def all(self, person: PersonId) -> Sequence[MemoryEvent]:
        everything = self._lasting(self._remembered | self._pending)
        return sorted((event for event in everything if event.person == person), key=_when)

    async def forget(self, person: PersonId) -> int:
        known = len(await self.all(person))
        for events in (self._remembered, self._pending):
            for key in [key for key in events if key[0] == person]:
                del events[key]
        return known

    async def forget_events(self, person: PersonId, events: Sequence[EventId]) -> None:
        for event in events:
            self._remembered.pop((person, event), None)
            self._pending.pop((person, event), None)

    def _of(self, events: Events, person: PersonId, scope: ChatScope) -> list[MemoryEvent]:
        mine = (event for event in self._lasting(events) if event.person == person)
        return sorted((event for event in mine if event.scope == scope), key=_when)

    def _lasting(self, events: Events) -> Iterable[MemoryEvent]:
        oldest = self._clock() - timedelta(days=90)
        return (event for event in events.values() if event.created_at > oldest)


def _stored(event: MemoryEvent) -> MemoryEvent:
    return replace(
        event,
        content=as_stored(event.content),
        tags=tuple(map(as_stored, event.tags)),
        created_at=in_milliseconds(event.created_at),
    )


def _when(event: MemoryEvent) -> tuple[datetime, int, EventId]:
    return event.created_at, event.seq, event.id
