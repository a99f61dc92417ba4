from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pipeline.alfred.models import PRIVATE, ChatScope, Profile, Tone
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from storage.documents.encoding import cut, key, text, unkey
from storage.documents.reading import damaged, read
from storage.documents.schema import PROFILES, SCHEMA_VERSION
from storage.documents.together import Together
from storage.errors import StorageError
from storage.mongo import MongoDatabase
from storage.mongo_documents import Outcome
from storage.mongo_filters import Document, Order

PERSONA: Final = "Alfred-style дворецкий"
TOPICS: Final = 7
TRIES: Final = 5
"""To find or make a profile, which others may make and delete at the same time."""
_ORDER: Final = (("_id", Order.ASCENDING),)


class StoredProfiles:
    """The port ``Profiles``, in ``user_profiles``."""

    def __init__(self, database: MongoDatabase) -> None:
        self._profiles = database.documents(PROFILES)
        self._found = Together(self._find)

    async def meet(self, person: PersonId, language: Language, now: datetime) -> Profile:
        """See the port.

        Raises:
            DamagedDocumentError: The profile cannot be read, or another document has its user_id.
        """
        document = _newcomer(person, language, cut(now))
        for _ in range(TRIES):
            if (found := await self.find(person)) is not None:
                return found
            if await self._profiles.insert_one(document) is Outcome.ADDED:
                return _profile(document)
        raise damaged(person, PROFILES, "another document has the user_id")

    async def find(self, person: PersonId) -> Profile | None:
        return await self._found(person)

    async def change(
        self,
        person: PersonId,
        now: datetime,
        *,
        language: Language | None = None,
        tone: Tone | None = None,
        preferred_topics: Sequence[str] | None = None,
    ) -> Profile | None:
        fields: dict[str, Any] = {"updated_at": cut(now)}
        if language is not None:
            fields["language"] = language
        if tone is not None:
            fields["tone"] = tone.value
        if preferred_topics is not None:
            fields["preferred_topics"] = [text(topic) for topic in preferred_topics[:TOPICS]]
        await self._profiles.update_one(_of(person), fields)
        return await self.find(person)

    async def summarize(
        self, person: PersonId, scope: ChatScope, summary: str, now: datetime
    ) -> None:
        field = "memory_summary" if scope == PRIVATE else f"group_summaries.{key(scope)}"
        await self._profiles.update_one(
            _of(person), {field: text(summary), "updated_at": cut(now)}
        )

    async def forget(self, person: PersonId) -> bool:
        return await self._profiles.delete_many(_of(person)) > 0

    async def _find(self, people: Sequence[PersonId]) -> Mapping[PersonId, Profile | StorageError]:
        """Asked for by ``_id``, which tells whose a document is, however the rest of it reads."""
        ids = {str(person): person for person in people}
        found = await self._profiles.find_many(
            {"_id": {"$in": list(ids)}}, order=_ORDER, limit=None
        )
        return {ids[document["_id"]]: _read(document) for document in found}


def _read(document: Document) -> Profile | StorageError:
    try:
        return read(_profile, document, PROFILES)
    except StorageError as error:
        return error


def _of(person: PersonId) -> Document:
    return {"_id": str(person), "user_id": person}


def _newcomer(person: PersonId, language: Language, now: datetime) -> Document:
    return {
        **_of(person),
        "language": language,
        "persona": PERSONA,
        "tone": Tone.WITTY.value,
        "preferred_topics": [],
        "memory_summary": "",
        "group_summaries": {},
        "created_at": now,
        "updated_at": now,
        "schema_version": SCHEMA_VERSION,
    }


def _profile(document: Document) -> Profile:
    return Profile(
        person=PersonId(document["user_id"]),
        language=document["language"],
        tone=Tone(document["tone"]),
        created_at=document["created_at"],
        updated_at=document["updated_at"],
        preferred_topics=tuple(document["preferred_topics"]),
        memory_summary=document["memory_summary"],
        group_summaries={
            ChatScope(unkey(scope)): summary
            for scope, summary in document["group_summaries"].items()
        },
    )
