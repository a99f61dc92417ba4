from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pipeline.alfred.models import PRIVATE, ChatScope, Profile, Tone
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from storage.documents.encoding import cut, key, text, unkey
from storage.documents.schema import PROFILES, SCHEMA_VERSION
from storage.mongo import MongoDatabase, Outcome
from storage.mongo_filters import Document

PERSONA: Final = "Alfred-style дворецкий"
TOPICS: Final = 7


class StoredProfiles:
    """The port ``Profiles``, in ``user_profiles``."""

    def __init__(self, database: MongoDatabase) -> None:
        self._profiles = database.documents(PROFILES)

    async def meet(self, person: PersonId, language: Language, now: datetime) -> Profile:
        while (found := await self.find(person)) is None:
            document = _newcomer(person, language, cut(now))
            if await self._profiles.insert_one(document) is Outcome.ADDED:
                return _profile(document)
        return found

    async def find(self, person: PersonId) -> Profile | None:
        found = await self._profiles.find_one(_of(person))
        return None if found is None else _profile(found)

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
