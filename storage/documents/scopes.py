from collections.abc import Sequence
from typing import Final

from pipeline.alfred.models import ChatScope
from pipeline.groups.models import PersonId
from storage.documents.encoding import key
from storage.documents.schema import FACTS, MEMORY, PENDING, PROFILES
from storage.mongo import MongoDatabase
from storage.mongo_filters import Order

_EVERYBODY: Final = 100_000
"""More people than a group has that becomes a supergroup (core.telegram.org/api/channel)."""
_ORDER: Final = (("user_id", Order.ASCENDING),)


class StoredScopes:
    """The port ``Scopes``, over all collections that know where something was said."""

    def __init__(self, database: MongoDatabase) -> None:
        self._profiles = database.documents(PROFILES)
        self._pending = database.documents(PENDING)
        self._others = [database.documents(name) for name in (MEMORY, FACTS)]

    async def people(self, scope: ChatScope) -> Sequence[PersonId]:
        found: set[int] = set()
        for documents in (self._pending, *self._others):
            of_scope = {"scope": key(scope)}
            told = await documents.tally(of_scope, "user_id", least=1, limit=_EVERYBODY)
            found |= {person for person, _ in told}
        summarised = await self._profiles.find_many(
            {_summary(scope): {"$gt": ""}}, order=_ORDER, limit=None, only=["user_id"]
        )
        found |= {document["user_id"] for document in summarised}
        return [PersonId(person) for person in sorted(found)]

    async def move(self, person: PersonId, old: ChatScope, new: ChatScope) -> None:
        """See the port. Pending events first: readers look for them last."""
        said_there = {"user_id": person, "scope": key(old)}
        here = {"scope": key(new)}
        await self._pending.update_many(said_there, here | {"talk": f"{person}:{key(new)}"})
        for documents in self._others:
            await documents.update_many(said_there, here)
        await self._move_summary(person, old, new)

    async def _move_summary(self, person: PersonId, old: ChatScope, new: ChatScope) -> None:
        """In one write, so that a second try finds nothing to add a second time."""
        of_person = {"_id": str(person), "user_id": person}
        found = await self._profiles.find_one(of_person)
        summaries = {} if found is None else found["group_summaries"]
        before, since = summaries.get(key(old), ""), summaries.get(key(new), "")
        if before:
            whole = f"{before}\n{since}".rstrip("\n")
            await self._profiles.update_one(of_person, {_summary(new): whole, _summary(old): ""})


def _summary(scope: ChatScope) -> str:
    return f"group_summaries.{key(scope)}"
