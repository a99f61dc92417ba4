"""Events of a conversation as documents."""

from collections.abc import Iterable

from pipeline.alfred.models import ChatScope, EventId, MemoryEvent, Role, Source
from pipeline.groups.models import PersonId
from storage.documents.encoding import cut, given_id, key, own_id, text, unkey
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
    return MemoryEvent(
        id=EventId(given_id(document["_id"])),
        person=PersonId(document["user_id"]),
        role=Role(document["role"]),
        content=document["content"],
        source=Source(document["source"]),
        scope=ChatScope(unkey(document["scope"])),
        created_at=document["created_at"],
        seq=document["seq"],
        tags=tuple(document["tags"]),
    )


def events_of(documents: Iterable[Document]) -> list[MemoryEvent]:
    """Oldest first; one that is found twice, as while it is moved, is one."""
    once = {document["_id"]: document for document in documents}
    return [event_of(each) for each in sorted(once.values(), key=_when)]


def _when(document: Document) -> tuple[object, ...]:
    return document["created_at"], document["seq"], document["_id"]
