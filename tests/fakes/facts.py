from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.alfred.models import PRIVATE, ChatScope, Fact, FactId
from pipeline.groups.models import PersonId
from tests.fakes.stored_text import as_stored, in_milliseconds


class MemoryFacts:
    """The port ``Facts``."""

    def __init__(self) -> None:
        self._facts: dict[tuple[PersonId, FactId], Fact] = {}

    async def add(self, facts: Sequence[Fact]) -> int:
        before = len(self._facts)
        for fact in facts:
            self._facts.setdefault((fact.person, fact.id), _stored(fact))
        return len(self._facts) - before

    async def known(self, person: PersonId, scope: ChatScope) -> Sequence[Fact]:
        return [
            fact
            for fact in reversed(await self.all(person))
            if fact.superseded_by is None and scope in (PRIVATE, fact.scope)
        ]

    async def all(self, person: PersonId) -> Sequence[Fact]:
        mine = (fact for (owner, _), fact in self._facts.items() if owner == person)
        return sorted(mine, key=_when)

    async def supersede(self, person: PersonId, fact: FactId, by: FactId) -> bool:
        known = self._facts.get((person, fact))
        if known is None or known.superseded_by is not None:
            return False
        self._facts[person, fact] = replace(known, superseded_by=by)
        return True

    async def forget(self, person: PersonId, fact: FactId | None = None) -> int:
        gone = [key for key in self._facts if key == (person, fact or key[1])]
        for key in gone:
            del self._facts[key]
        return len(gone)


def _stored(fact: Fact) -> Fact:
    return replace(
        fact,
        text=as_stored(fact.text),
        evidence=tuple(
            replace(each, quotation=as_stored(each.quotation)) for each in fact.evidence
        ),
        created_at=in_milliseconds(fact.created_at),
    )


def _when(fact: Fact) -> tuple[datetime, FactId]:
    return fact.created_at, fact.id
