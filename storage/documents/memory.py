from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, TypeAlias

from pipeline.alfred.models import ChatScope, EventId, MemoryEvent
from pipeline.groups.models import PersonId
from storage.documents.encoding import key, number, own_id, unkey
from storage.documents.memory_events import event_of, events_of, is_before, stored
from storage.documents.schema import KEPT, MEMORY, PENDING
from storage.documents.together import Together
from storage.errors import DocumentStoreError, DocumentStoreUnavailableError, StorageError
from storage.mongo import MongoDatabase
from storage.mongo_filters import Document, Order

_ORDERED: Final = ("created_at", "seq", "_id")
_OLDEST: Final = tuple((field, Order.ASCENDING) for field in _ORDERED)
_NEWEST: Final = tuple((field, Order.DESCENDING) for field in _ORDERED)

_ARRIVED: Final[Document] = {"arrived": True}
FEW_PENDING: Final = 60
"""Events a person that are read for many people at once: twice what is condensed."""

_Events: TypeAlias = tuple[MemoryEvent, ...]
_Order: TypeAlias = Sequence[tuple[str, Order]]


class StoredMemory:
    """The port ``Memory``, in ``user_memory`` and ``user_memory_pending``.

    What is set aside is copied, the copy is confirmed (``arrived``), and only then the original is
    deleted. Until it is confirmed a copy is seen by nobody, and it is confirmed only after the
    original was seen to be still there: a process that stalled after it had read what to copy
    cannot bring back what others have condensed or forgotten meanwhile, since both of them delete
    the original before the copy. Whoever dies leaves an event in both places; a confirmed copy
    counts, another does not, and the next ``set_aside`` ends the move.

    So readers look at ``user_memory`` first: what is no longer there has arrived.

    Args:
        database: Of the service.
        clock: Tells the time that an event's ninety days are measured by.
    """

    def __init__(
        self,
        database: MongoDatabase,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._remembered = database.documents(MEMORY)
        self._pending = database.documents(PENDING)
        self._clock = clock
        self._added = Together(self._add)
        self._few_pending = Together(self._read_few_pending)

    async def add(self, events: Sequence[MemoryEvent]) -> int:
        return await self._added(tuple(events)) or 0

    async def recent(
        self, person: PersonId, scope: ChatScope, *, limit: int
    ) -> Sequence[MemoryEvent]:
        talk = _talk(person, scope)
        found = await self._remembered.find_many(talk, order=_NEWEST, limit=limit)
        if len(found) < limit:
            found += await self._arrived_of(person, scope, order=_NEWEST, limit=limit)
        return events_of(self._lasting(found))[-limit:]

    async def size(self, person: PersonId, scope: ChatScope) -> int:
        found = await self._remembered.find_many(
            _talk(person, scope), order=_NEWEST, limit=None, only=["created_at"]
        )
        there = _ids(self._lasting(found))
        return len(there - await self._arrived(_among(there)))

    async def set_aside(self, person: PersonId, scope: ChatScope, *, keep: int) -> int:
        talk = _talk(person, scope)
        remembered = self._lasting(
            await self._remembered.find_many(talk, order=_NEWEST, limit=None)
        )
        arrived = await self._arrived(talk)
        moving = [each for each in remembered if each["_id"] not in arrived][keep:]
        if moving:
            await self._pending.insert_many([_copy(each) for each in moving])
            arrived |= await self._confirmed(_ids(moving))
        if gone := arrived & _ids(remembered):
            await self._remembered.delete_many(_among(gone))
        # Another process may have moved them meanwhile.
        return len(await self._arrived(talk) if moving else arrived)

    async def pending(
        self, person: PersonId, scope: ChatScope, *, limit: int
    ) -> Sequence[MemoryEvent]:
        found = await self._arrived_of(person, scope, order=_OLDEST, limit=limit)
        if len(lasting := self._lasting(found)) < len(found):
            found = await self._arrived_of(person, scope, order=_OLDEST, limit=None)
            lasting = self._lasting(found)
        return [event_of(document) for document in lasting[:limit]]

    async def condensed(self, person: PersonId, events: Sequence[EventId]) -> None:
        done = await self._arrived(_among({own_id(person, event) for event in events}))
        if done:
            await self._remembered.delete_many(_among(done))
            await self._pending.delete_many(_among(done))

    async def waiting(self, *, least: int, limit: int) -> Sequence[tuple[PersonId, ChatScope]]:
        """See the port. Copies that somebody died over are confirmed, or deleted if forgotten."""
        begun = await self._pending.find_many(
            {"arrived": False}, order=_OLDEST, limit=None, only=["arrived"]
        )
        await self._confirmed(_ids(begun))
        lasting = _ARRIVED | {"ends": {"$gt": number(self._clock())}}
        found = await self._pending.tally(lasting, "talk", least=least, limit=limit)
        parts = [talk.partition(":") for talk, _ in found]
        return [(PersonId(int(person)), ChatScope(unkey(scope))) for person, _, scope in parts]

    async def all(self, person: PersonId) -> Sequence[MemoryEvent]:
        return events_of(await self._all(person))

    async def forget(self, person: PersonId) -> int:
        known = len(_ids(await self._all(person)))
        for documents in (self._remembered, self._pending):
            await documents.delete_many({"user_id": person})
        return known

    async def forget_events(self, person: PersonId, events: Sequence[EventId]) -> None:
        gone = _among({own_id(person, event) for event in events})
        for documents in (self._remembered, self._pending):
            await documents.delete_many(gone)

    async def _all(self, person: PersonId) -> list[Document]:
        mine = {"user_id": person}
        found = await self._remembered.find_many(mine, order=_OLDEST, limit=None)
        found += await self._pending.find_many(mine | _ARRIVED, order=_OLDEST, limit=None)
        return self._lasting(found)

    async def _add(self, asked: Sequence[_Events]) -> Mapping[_Events, int | StorageError]:
        """All in one; if something is refused, one by one, so that it is nobody else's loss."""
        try:
            new = await self._inserted([event for events in asked for event in events])
        except DocumentStoreUnavailableError:
            raise
        except DocumentStoreError:
            return {events: await self._added_alone(events) for events in asked}
        added: dict[_Events, int | StorageError] = {}
        for events in asked:
            own = {own_id(event.person, event.id) for event in events} & new
            added[events] = len(own)
            new -= own
        return added

    async def _added_alone(self, events: _Events) -> int | StorageError:
        try:
            return len(await self._inserted(events))
        except DocumentStoreUnavailableError:
            raise
        except DocumentStoreError as refusal:
            return refusal

    async def _inserted(self, events: Sequence[MemoryEvent]) -> set[str]:
        documents = self._lasting(stored(event) for event in events)
        if not documents:
            return set()
        new = await self._remembered.insert_many(documents)
        pending = await self._arrived(_among(_ids(documents)))
        if pending:
            await self._remembered.delete_many(_among(pending))
        return set(new) - pending

    async def _arrived_of(
        self, person: PersonId, scope: ChatScope, *, order: _Order, limit: int | None
    ) -> list[Document]:
        few = await self._few_pending(person)
        if few is None:
            where = _talk(person, scope) | _ARRIVED
            return await self._pending.find_many(where, order=order, limit=limit)
        here = [each for each in few if each["scope"] == key(scope)]
        return (here if order is _OLDEST else here[::-1])[:limit]

    async def _read_few_pending(
        self, people: Sequence[PersonId]
    ) -> Mapping[PersonId, list[Document]]:
        """What is pending of each, oldest first; of nobody if it is much."""
        room = FEW_PENDING * len(people)
        found = await self._pending.find_many(
            {"user_id": {"$in": list(people)}} | _ARRIVED, order=_OLDEST, limit=room
        )
        if len(found) == room:
            return {}
        pending: dict[PersonId, list[Document]] = {person: [] for person in people}
        for each in found:
            pending[each["user_id"]].append(each)
        return pending

    async def _confirmed(self, copies: set[str]) -> set[str]:
        """Confirm the copies whose originals are still there, and delete the others."""
        if not copies:
            return set()
        originals = _ids(
            await self._remembered.find_many(
                _among(copies), order=_OLDEST, limit=None, only=["created_at"]
            )
        )
        if originals:
            await self._pending.update_many(_among(originals), _ARRIVED)
        if vanished := copies - originals:
            await self._pending.delete_many(_among(vanished) | {"arrived": False})
        return originals

    async def _arrived(self, where: Document) -> set[str]:
        found = await self._pending.find_many(
            where | _ARRIVED, order=_OLDEST, limit=None, only=["created_at"]
        )
        return _ids(self._lasting(found))

    def _lasting(self, documents: Iterable[Document]) -> list[Document]:
        """Those that are not older than ninety days; a server deletes them when it comes to it."""
        oldest = self._clock() - KEPT
        return [document for document in documents if not is_before(document, oldest)]


def _talk(person: PersonId, scope: ChatScope) -> Document:
    return {"user_id": person, "scope": key(scope)}


def _among(ids: Iterable[str]) -> Document:
    """Documents of these ids, each of which names the person that it belongs to."""
    return {"_id": {"$in": sorted(ids)}}


def _ids(documents: Iterable[Document]) -> set[str]:
    return {document["_id"] for document in documents}


def _copy(document: Document) -> Document:
    """What is set aside, with what ``waiting`` asks for in ways that all servers know."""
    talk = f"{document['user_id']}:{document['scope']}"
    ends = number(document["created_at"] + KEPT)
    return {**document, "arrived": False, "talk": talk, "ends": ends}
