from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.alfred.models import PRIVATE, ChatScope, EventId, Evidence, Fact, FactId
from pipeline.groups.models import PersonId
from storage.documents.encoding import cut, given_id, key, own_id, text, unkey
from storage.documents.reading import read
from storage.documents.schema import FACTS
from storage.documents.together import Together
from storage.errors import StorageError
from storage.mongo import MongoDatabase
from storage.mongo_documents import Outcome
from storage.mongo_filters import Document, Order

MOST_HOLDING: Final = 200
"""Facts of a person that are told, the newest; a prompt has room for a dozen."""
_OLDEST: Final = (("created_at", Order.ASCENDING), ("_id", Order.ASCENDING))
_NEWEST: Final = (("created_at", Order.DESCENDING), ("_id", Order.DESCENDING))


class StoredFacts:
    """The port ``Facts``, in ``user_facts``."""

    def __init__(self, database: MongoDatabase) -> None:
        self._facts = database.documents(FACTS)
        self._holding = Together(self._read_holding)

    async def add(self, facts: Sequence[Fact]) -> int:
        return len(await self._facts.insert_many([_document(fact) for fact in facts]))

    async def known(self, person: PersonId, scope: ChatScope) -> Sequence[Fact]:
        holding = await self._holding(person) or ()
        return [fact for fact in holding if scope in (PRIVATE, fact.scope)]

    async def all(self, person: PersonId) -> Sequence[Fact]:
        found = await self._facts.find_many({"user_id": person}, order=_OLDEST, limit=None)
        return [_read(document) for document in found]

    async def supersede(self, person: PersonId, fact: FactId, by: FactId) -> bool:
        outcome = await self._facts.update_one(
            {**_of(person, fact), "superseded_by": None}, {"superseded_by": key(by)}
        )
        return outcome is Outcome.CHANGED

    async def forget(self, person: PersonId, fact: FactId | None = None) -> int:
        where = {"user_id": person} if fact is None else _of(person, fact)
        return await self._facts.delete_many(where)

    async def _read_holding(
        self, people: Sequence[PersonId]
    ) -> Mapping[PersonId, list[Fact] | StorageError]:
        """Of each the newest; if all have more than there is room for, each is asked for alone."""
        room = MOST_HOLDING * len(people)
        found = await self._facts.find_many(
            {"user_id": {"$in": list(people)}, "superseded_by": None}, order=_NEWEST, limit=room
        )
        if len(found) == room and len(people) > 1:
            return {person: (await self._read_holding([person]))[person] for person in people}
        holding: dict[PersonId, list[Document]] = {person: [] for person in people}
        for document in found:
            holding[document["user_id"]].append(document)
        return {person: _read_all(each[:MOST_HOLDING]) for person, each in holding.items()}


def _of(person: PersonId, fact: FactId) -> Document:
    return {"_id": own_id(person, fact), "user_id": person}


def _document(fact: Fact) -> Document:
    return {
        **_of(fact.person, fact.id),
        "fact": text(fact.text),
        "scope": key(fact.scope),
        "evidence": [
            {"event": key(each.event), "quotation": text(each.quotation)} for each in fact.evidence
        ],
        "confidence": fact.confidence,
        "created_at": cut(fact.created_at),
        "superseded_by": None if fact.superseded_by is None else key(fact.superseded_by),
    }


def _read(document: Document) -> Fact:
    return read(_fact, document, FACTS)


def _read_all(documents: Sequence[Document]) -> list[Fact] | StorageError:
    try:
        return [_read(document) for document in documents]
    except StorageError as error:
        return error


def _fact(document: Document) -> Fact:
    superseded_by = document["superseded_by"]
    return Fact(
        id=FactId(given_id(document["_id"])),
        person=PersonId(document["user_id"]),
        text=document["fact"],
        scope=ChatScope(unkey(document["scope"])),
        evidence=tuple(
            Evidence(EventId(unkey(each["event"])), each["quotation"])
            for each in document["evidence"]
        ),
        confidence=document["confidence"],
        created_at=document["created_at"],
        superseded_by=None if superseded_by is None else FactId(unkey(superseded_by)),
    )
