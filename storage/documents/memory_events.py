"""Events of a conversation as documents."""

from collections.abc import Iterable
from datetime import datetime

from pipeline.alfred.models import ChatScope, EventId, MemoryEvent, Role, Source
from pipeline.groups.models import PersonId
from storage.documents.encoding import cut, given_id, key, own_id, text, unkey
from storage.documents.reading import read
from storage.documents.schema import MEMORY
from storage.mongo_filters import Document


def stored(event: MemoryEvent) -> Document:
    return {
        "_id": own_id(event.person, event.id),
        "user_id": event.person,
        "role": event.role.value,
        "content": text(event.content),
        "source": event.source.value,
        "scope": key(event.scope),
        "tags": [text(tag) for tag in event.tags],
        "created_at": cut(event.created_at),
        "seq": event.seq,
    }


def event_of(document: Document) -> MemoryEvent:
    """What was stored.

    Raises:
        DamagedDocumentError: It is no event.
    """
    return read(_event, document, MEMORY)


def events_of(documents: Iterable[Document]) -> list[MemoryEvent]:
    """Oldest first; one that is found twice, as while it is moved, is one."""
    once = {document["_id"]: document for document in documents}
    events = {own: event_of(document) for own, document in once.items()}
    return [events[document["_id"]] for document in sorted(once.values(), key=_when)]


def is_before(document: Document, moment: datetime) -> bool:
    """Whether it was said by then; a document that tells no time is not let go as too old."""
    said_at = document.get("created_at")
    return isinstance(said_at, datetime) and said_at <= moment


def _when(document: Document) -> tuple[object, ...]:
    return document["created_at"], document["seq"], document["_id"]


def _event(document: Document) -> MemoryEvent:
    return MemoryEvent(
        id=EventId(given_id(document["_id"])),
        person=PersonId(document["user_id"]),
        role=Role(document["role"]),
        content=document["content"],
        source=Source(document["source"]),
        scope=ChatScope(unkey(document["scope"])),
        created_at=_moment(document["created_at"]),
        seq=int(document["seq"]),
        tags=tuple(document["tags"]),
    )


def _moment(stored_as: object) -> datetime:
    if not isinstance(stored_as, datetime):
        raise TypeError
    return stored_as
