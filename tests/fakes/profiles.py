from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pipeline.alfred.models import PRIVATE, ChatScope, Profile, Tone
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from tests.fakes.stored_text import as_stored, in_milliseconds


class MemoryProfiles:
    """The port ``Profiles``."""

    def __init__(self) -> None:
        self._profiles: dict[PersonId, Profile] = {}

    async def meet(self, person: PersonId, language: Language, now: datetime) -> Profile:
        made = Profile(person, language, Tone.WITTY, in_milliseconds(now), in_milliseconds(now))
        return self._profiles.setdefault(person, made)

    async def find(self, person: PersonId) -> Profile | None:
        return self._profiles.get(person)

    async def change(
        self,
        person: PersonId,
        now: datetime,
        *,
        language: Language | None = None,
        tone: Tone | None = None,
        preferred_topics: Sequence[str] | None = None,
    ) -> Profile | None:
        topics = None if preferred_topics is None else tuple(map(as_stored, preferred_topics[:7]))
        given = {"language": language, "tone": tone, "preferred_topics": topics}
        self._set(person, now, **{name: each for name, each in given.items() if each is not None})
        return self._profiles.get(person)

    async def summarize(
        self, person: PersonId, scope: ChatScope, summary: str, now: datetime
    ) -> None:
        if scope == PRIVATE:
            self._set(person, now, memory_summary=as_stored(summary))
        elif known := self._profiles.get(person):
            summaries = {**known.group_summaries, scope: as_stored(summary)}
            self._set(person, now, group_summaries=summaries)

    async def forget(self, person: PersonId) -> bool:
        return self._profiles.pop(person, None) is not None

    def _set(self, person: PersonId, now: datetime, **fields: Any) -> None:
        if known := self._profiles.get(person):
            changed = replace(known, updated_at=in_milliseconds(now), **fields)
            self._profiles[person] = changed
