"""One memory, condensed once: nothing is deleted before its summary was read back."""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from pipeline.alfred.condensing.extracting import RulesCondenser
from pipeline.alfred.condensing.models import Condenser, Learned, ToCondense
from pipeline.alfred.condensing.rules import KEPT, LONGEST_BATCH, is_due, sets_aside
from pipeline.alfred.metrics import ButlerMetrics
from pipeline.alfred.models import (
    ChatScope,
    EventId,
    Evidence,
    Fact,
    FactId,
    Profile,
    Role,
)
from pipeline.alfred.ports import Facts, Memory, PersonLocks, Profiles
from pipeline.groups.models import PersonId
from pipeline.ingest.models import TenantId
from pipeline.llm.errors import InvalidAnswerError, ModelError

LOCK = "condense"
USELESS: Final = 3
"""Answers in a row of which nothing could be kept, each of them paid for: then rules condense."""
_log = logging.getLogger(__name__)

TenantOf = Callable[[PersonId], Awaitable[TenantId | None]]


class Ending(StrEnum):
    NOT_DUE = "not_due"
    HELD = "held"
    """Another condenses for this person now."""
    FORGOTTEN = "forgotten"
    """The person had what was being condensed forgotten: nothing of it is kept."""
    OK = "ok"
    RULES = "rules"
    """Rules condensed it, since of what the model answered nothing could be kept."""
    EMPTY = "empty"
    """There was no summary: the events stay pending."""
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class _Looked:
    pending: int
    sets_aside: bool


_STATUS = {Ending.EMPTY: "error"}
"""What metrics call an ending other than by its name: an empty summary is a failed one."""


@dataclass(frozen=True, slots=True)
class CondenseOnce:
    profiles: Profiles
    memory: Memory
    facts: Facts
    locks: PersonLocks
    condenser: Condenser
    tenant_of: TenantOf
    metrics: ButlerMetrics
    now: Callable[[], datetime]
    rules: Condenser = field(default_factory=RulesCondenser)
    useless: Counter[tuple[PersonId, ChatScope]] = field(default_factory=Counter)
    """Useless answers in a row; this process alone knows them, and another one counts anew."""

    async def __call__(self, person: PersonId, scope: ChatScope) -> Ending:
        """Set aside what is beyond the kept events, and condense what is pending if it is due.

        It may be killed anywhere: what is pending stays so until its summary is stored, and facts
        have ids of what they rest on, so that a second try adds none twice.

        Raises:
            AlfredError: A store is away; all is as if it had been killed there.
        """
        looked = await self._look(person, scope)
        if not (looked.sets_aside or is_due(looked.pending)):
            return Ending.NOT_DUE
        async with self.locks.held(person, LOCK) as ours:
            if not ours:
                return Ending.HELD
            if looked.sets_aside:
                pending = await self.memory.set_aside(person, scope, keep=KEPT)
            else:
                pending = await self._pending(person, scope)
            profile = await self.profiles.find(person)
            if profile is None or not is_due(pending):
                return Ending.NOT_DUE
            return await self._measured(profile, scope)

    async def _look(self, person: PersonId, scope: ChatScope) -> "_Looked":
        """Without the lock, for most turns end here."""
        pending = await self._pending(person, scope)
        profile = await self.profiles.find(person)
        if profile is None:
            return _Looked(pending=0, sets_aside=False)
        before = bool(profile.summary(scope)) or pending > 0
        size = await self.memory.size(person, scope)
        return _Looked(pending, sets_aside(size, condensed_before=before))

    async def _pending(self, person: PersonId, scope: ChatScope) -> int:
        return len(await self.memory.pending(person, scope, limit=LONGEST_BATCH))

    async def _measured(self, profile: Profile, scope: ChatScope) -> Ending:
        began, status = time.monotonic(), "error"
        try:
            ending = await self._condense(profile, scope)
            status = _STATUS.get(ending, ending.value)
        finally:
            self.metrics.condensed(status, time.monotonic() - began)
        return ending

    async def _condense(self, profile: Profile, scope: ChatScope) -> Ending:
        given, whose = await self._given(profile, scope), (profile.person, scope)
        by_rules = self.useless[whose] >= USELESS
        try:
            condensed = await (self.rules if by_rules else self.condenser).condense(given)
        except ModelError as error:
            _log.warning("a memory was not condensed: %s", error.reason)
            self.useless[whose] += isinstance(error, InvalidAnswerError)
            return Ending.ERROR
        # Stores hold no halves of surrogate pairs, and what is read back has to be the same.
        summary = condensed.summary.encode(errors="replace").decode().strip()
        if not summary:
            self.useless[whose] += 1
            return Ending.EMPTY
        ending = await self._keep(given, summary, condensed.learned)
        if ending is not Ending.OK:
            return ending
        self.useless.pop(whose, None)
        return Ending.RULES if by_rules else Ending.OK

    async def _keep(self, given: ToCondense, summary: str, learned: Sequence[Learned]) -> Ending:
        if not await self._is_still_there(given):
            return Ending.FORGOTTEN
        await self._learn(given, learned)
        await self.profiles.summarize(given.person, given.scope, summary, self.now())
        stored = await self.profiles.find(given.person)
        if stored is None:
            await self.facts.forget(given.person)
            return Ending.FORGOTTEN
        if stored.summary(given.scope) != summary:
            _log.warning("a summary was not read back as it was written")
            return Ending.ERROR
        self.metrics.profile_written()
        await self.memory.condensed(given.person, [event.id for event in given.events])
        return Ending.OK

    async def _given(self, profile: Profile, scope: ChatScope) -> ToCondense:
        person = profile.person
        return ToCondense(
            person=person,
            scope=scope,
            tenant=await self.tenant_of(person),
            language=profile.language,
            summary=profile.summary(scope),
            events=await self.memory.pending(person, scope, limit=LONGEST_BATCH),
            known=await self.facts.known(person, scope),
        )

    async def _is_still_there(self, given: ToCondense) -> bool:
        """Whether nothing was forgotten while a model took its time."""
        pending = await self.memory.pending(given.person, given.scope, limit=LONGEST_BATCH)
        left = {event.id for event in pending}
        there = all(event.id in left for event in given.events)
        return there and await self.profiles.find(given.person) is not None

    async def _learn(self, given: ToCondense, learned: Sequence[Learned]) -> None:
        """Facts of this place replace facts of this place.

        What is replaced goes first: between the two a fact is missing that the pending events
        still tell, and a second try adds it. The other way round the second try would find the
        new fact known and leave the old one standing beside it.
        """
        own = {fact.id for fact in given.known if fact.scope == given.scope}
        for each in learned:
            fact = _fact(given, each)
            if fact is None:
                continue
            for old in own & {*each.replaces} - {fact.id}:
                await self.facts.supersede(given.person, old, fact.id)
            await self.facts.add([fact])


def _fact(given: ToCondense, learned: Learned) -> Fact | None:
    """None if it rests on nothing that the person said."""
    said = {event.id: event for event in given.events if event.role is Role.USER}
    evidence = tuple(
        Evidence(event, words) for event, words in learned.quotations if event in said
    )
    if not evidence:
        return None
    return Fact(
        id=fact_id(given.person, given.scope, learned.text, evidence[0].event),
        person=given.person,
        text=learned.text,
        scope=given.scope,
        evidence=evidence,
        confidence=learned.confidence,
        created_at=max(said[each.event].created_at for each in evidence),
    )


def fact_id(person: PersonId, scope: ChatScope, text: str, event: EventId) -> FactId:
    """The same for the same words of the same person about the same event in the same place.

    A person who moves back says so in another event: that is a new fact, though an old one that
    was superseded had the same words.
    """
    words = " ".join(text.casefold().split())
    seed = "\0".join((str(person), scope, words, event))
    return FactId(hashlib.blake2b(seed.encode(), digest_size=12).hexdigest())
