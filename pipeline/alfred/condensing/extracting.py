"""Condensing without a model: of the person's own sentences the telling ones, short and dated."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.alfred.condensing.days import dated
from pipeline.alfred.condensing.learning import learned, told
from pipeline.alfred.condensing.models import Condensed, ToCondense
from pipeline.alfred.condensing.notes import Note, head, merged, parsed, rendered
from pipeline.alfred.condensing.shortening import shortened
from pipeline.alfred.condensing.worth import WEIGHTS, Weights, is_statement, worth
from pipeline.alfred.models import MemoryEvent, Role
from pipeline.digest.prompts.framing import texts
from pipeline.language.sentences import sentences

SHARE: Final = 0.3
"""Of the characters that the person said; what is kept of each condensing."""
LEAST: Final = 800
"""Characters that are kept however little was said: what a prompt surely has room for, 300 tokens
in Cyrillic."""
LONGEST: Final = 2_400
"""Characters of a summary, twice to three times what a prompt surely has room for. What was said
first stands first and is shown first; the rest is there for prompts that have room left."""
LONGEST_NOTE: Final = 280
FACT: Final = 2.0
"""How much more a sentence is worth that states a fact of its speaker."""
_NOTHING: Final = texts(ru="Обмен любезностями.", en="Small talk.")


@dataclass(frozen=True, slots=True)
class RulesCondenser:
    """The port ``Condenser``. Neither asks nor waits for anybody, and fails never."""

    weights: Weights = WEIGHTS
    least: int = LEAST

    async def condense(self, memory: ToCondense) -> Condensed:
        return await asyncio.to_thread(self.condensed, memory)

    def condensed(self, memory: ToCondense) -> Condensed:
        """Takes some 1 ms for each thing that was said: nothing for an event loop."""
        said = [event for event in memory.events if event.role is Role.USER]
        budget = max(self.least, int(SHARE * sum(len(event.content) for event in said)))
        fresh = chosen(notes_of(said), budget, self.weights)
        kept = chosen(merged([*parsed(memory.summary), *fresh]), LONGEST, self.weights)
        return Condensed(
            summary=rendered(kept) or _NOTHING[memory.language],
            learned=learned(said, memory.known, memory.scope),
        )


def noted(sentence: str, day: date) -> str:
    """A sentence as it stands in a summary."""
    return _cut(shortened(dated(sentence, day)))


def notes_of(said: Iterable[MemoryEvent]) -> list[Note]:
    """The statements, dated, shortened, each once, in order of time."""
    return merged(_notes(said))


def _notes(said: Iterable[MemoryEvent]) -> Iterator[Note]:
    for event in said:
        day = event.created_at.date()
        for sentence in sentences(event.content):
            if is_statement(sentence):
                yield Note(noted(sentence, day), day)


def chosen(notes: Sequence[Note], characters: int, weights: Weights = WEIGHTS) -> list[Note]:
    """The most telling notes that fit, in their own order; what tells nothing is left out."""
    values = [_value(note, weights) for note in notes]
    order = sorted(range(len(notes)), key=lambda at: -values[at])
    kept: set[int] = set()
    days: set[date | None] = set()
    for at in order:
        note = notes[at]
        cost = len(note.text) + 1 + (0 if note.day in days else len(head(note.day)))
        if values[at] > 0 and cost <= characters:
            characters -= cost
            kept.add(at)
            days.add(note.day)
    return [notes[at] for at in sorted(kept)]


def _value(note: Note, weights: Weights) -> float:
    return worth(note.text, weights) * (FACT if told(note.text) else 1)


def _cut(sentence: str) -> str:
    if len(sentence) <= LONGEST_NOTE:
        return sentence
    return sentence[:LONGEST_NOTE].rsplit(" ", 1)[0].rstrip(",;:") + "…"
