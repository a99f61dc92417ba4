"""Condensing by a model, which is believed as far as the person's own words go."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pipeline.alfred.condensing.extracting import RulesCondenser
from pipeline.alfred.condensing.founding import Source
from pipeline.alfred.condensing.learning import quotation, settled, told
from pipeline.alfred.condensing.models import Condensed, Learned, ToCondense
from pipeline.alfred.condensing.notes import parsed
from pipeline.alfred.condensing.worth import is_statement
from pipeline.alfred.models import GROUNDED, Fact, MemoryEvent, Role
from pipeline.alfred.prompts.condensing import CondenseAnswer, FactAnswer, Talk, render
from pipeline.alfred.purposes import CONDENSING
from pipeline.digest.prompts.quoting import Fence
from pipeline.ingest.models import TenantId
from pipeline.language.sentences import sentences
from pipeline.language.stems import stems
from pipeline.llm.errors import BoundaryBrokenError, PromptTooLongError, RefusedError
from pipeline.llm.models import Asking, Prompt, Tier
from pipeline.llm.ports import LanguageModel
from pipeline.privacy.boundary import check_boundary_integrity, repair

TEMPERATURE: Final = 0.2
CHARACTERS: Final = 12_000
"""Of the talk in one prompt: some 5 000 tokens in Cyrillic. A longer talk is condensed part by
part, each with the summary of the one before."""
LONGEST_REPLY: Final = 300
"""Characters of what Alfred said: it only explains what the person meant."""
KNOWN: Final = 40
"""Facts that a prompt lists, the newest."""
FOR_GOOD: Final = (BoundaryBrokenError, PromptTooLongError, RefusedError)
"""The same talk would fail again, whenever it is asked about: rules condense it."""


@dataclass(frozen=True, slots=True)
class ModelCondenser:
    """The port ``Condenser``.

    An outage, a spent quota or an answer that is no answer leaves the events for a later try.
    Rules condense where no model may be asked, and where asking again is useless.
    """

    model: LanguageModel
    tier: Tier = Tier.BASE
    seconds: float = 120.0
    """How long a model may take for one part."""
    rules: RulesCondenser = field(default_factory=RulesCondenser)

    async def condense(self, memory: ToCondense) -> Condensed:
        if memory.tenant is None:
            return await self.rules.condense(memory)
        summary, new = memory.summary, list[Learned]()
        for events in parts(memory.events):
            part = replace(memory, summary=summary, events=events)
            condensed = await self._condense(part, memory.tenant)
            if not condensed.summary:
                return Condensed("", ())
            summary = condensed.summary
            new += condensed.learned
        return Condensed(summary, settled(new, memory.known, memory.scope))

    async def _condense(self, part: ToCondense, tenant: TenantId) -> Condensed:
        asked = _Asked(part)
        if not asked.said:
            return await self.rules.condense(part)
        asking = Asking(
            tenant=tenant,
            purpose=CONDENSING,
            run_id=f"{CONDENSING}:{part.events[-1].id}",
            tier=self.tier,
            temperature=TEMPERATURE,
            deadline=time.monotonic() + self.seconds,
        )
        try:
            answered = await self.model.answer(asked.prompt(), asking)
        except FOR_GOOD:
            return await self.rules.condense(part)
        return asked.condensed(answered.value)


def parts(events: Sequence[MemoryEvent]) -> Iterator[Sequence[MemoryEvent]]:
    """Runs of events that fit a prompt, in order; at least one event each."""
    part: list[MemoryEvent] = []
    length = 0
    for event in events:
        cost = len(_words(event))
        if part and length + cost > CHARACTERS:
            yield part
            part, length = [], 0
        part.append(event)
        length += cost
    if part:
        yield part


class _Asked:
    """One prompt's numbers, and what they stand for."""

    def __init__(self, memory: ToCondense) -> None:
        self._memory = memory
        own = [fact for fact in memory.known if fact.scope == memory.scope]
        self._known: Sequence[Fact] = own[:KNOWN]
        self._told = [event for event in memory.events if _may_be_told(event)]
        self.said = [event for event in self._told if event.role is Role.USER]

    def prompt(self) -> Prompt[CondenseAnswer]:
        numbers = {event.id: number for number, event in enumerate(self.said, 1)}
        rows = [(numbers.get(event.id), _row(event)) for event in self._told]
        summary = [line for line in self._memory.summary.splitlines() if _keeps_its_side(line)]
        talk = Talk(summary, [fact.text for fact in self._known], rows)
        return render(talk, self._memory.language, Fence())

    def condensed(self, answer: CondenseAnswer) -> Condensed:
        old = [(note.day, note.text) for note in parsed(self._memory.summary)]
        said = [(event.created_at.date(), event.content) for event in self.said]
        facts = [(None, fact.text) for fact in self._known]
        source = Source([*old, *facts, *said])
        kept = [each for each in sentences(answer.summary) if source.names_all_of(each)]
        learned = [each for fact in answer.facts if (each := self._learned(fact)) is not None]
        return Condensed(" ".join(kept), learned)

    def _learned(self, fact: FactAnswer) -> Learned | None:
        """None if it is not what its events say, or if they only ask and order."""
        events = [self.said[number - 1] for number in dict.fromkeys(fact.events)]
        source = Source((event.created_at.date(), event.content) for event in events)
        quotations = [(event.id, _nearest(fact.text, event)) for event in events]
        stated = any(is_statement(words) or told(words) for _, words in quotations)
        if not stated or not source.founds(fact.text):
            return None
        return Learned(
            text=fact.text,
            quotations=quotations,
            confidence=fact.confidence,
            replaces=(self._known[fact.replaces - 1].id,) if fact.replaces else (),
        )


def _may_be_told(event: MemoryEvent) -> bool:
    """A reply that quotes groups tells of others."""
    return GROUNDED not in event.tags and _keeps_its_side(_words(event))


def _keeps_its_side(text: str) -> bool:
    return check_boundary_integrity([repair(text)]) == 1


def _row(event: MemoryEvent) -> str:
    words = _words(event)
    return f"{event.created_at:%Y-%m-%d}: {words}" if event.role is Role.USER else words


def _words(event: MemoryEvent) -> str:
    words = " ".join(event.content.split())
    if event.role is Role.USER or len(words) <= LONGEST_REPLY:
        return words
    return f"{words[:LONGEST_REPLY]} […]"


def _nearest(text: str, event: MemoryEvent) -> str:
    """The sentence of an event that a fact has most words in common with."""
    wanted = set(stems(text))
    said = sentences(event.content) or (event.content,)
    return quotation(max(said, key=lambda each: len(wanted & set(stems(each)))))
