"""A summary as the rules write it: dated notes, the person's own sentences, in order of time.

One line a day: ``2026-11-20: Живу в Казани. Учу Python.`` What a model wrote has no such days, and
stays in front as it is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pipeline.language.sentences import sentences
from pipeline.language.stems import stems

_DAY = re.compile(r"(?P<day>\d{4}-\d\d-\d\d): ")
_NUMBER = re.compile(r"\d+")
SAME = 0.8
"""Share of the shorter note's content words that another has: then it says nothing new."""


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    """One sentence."""
    day: date | None = None
    """On which it was said; None: somebody else wrote it, some time before."""


def parsed(summary: str) -> list[Note]:
    return [note for line in summary.splitlines() for note in _of_line(line)]


def rendered(notes: Iterable[Note]) -> str:
    """The notes of one day on one line, in the order in which they come."""
    days = groupby(notes, key=lambda note: note.day)
    return "\n".join(f"{head(day)}{' '.join(note.text for note in each)}" for day, each in days)


def head(day: date | None) -> str:
    return f"{day.isoformat()}: " if day else ""


def merged(notes: Iterable[Note]) -> list[Note]:
    """Without what an earlier note says already; of two the one that says more stays.

    The earlier one gives the day: since then it is known.
    """
    kept = _Kept()
    for note in notes:
        kept.add(note)
    return kept.notes


class _Kept:
    """Notes that say different things; only those that share words are compared."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._words: list[frozenset[str]] = []
        self._holders: dict[str, list[int]] = {}

    def add(self, note: Note) -> None:
        said = frozenset(stems(note.text))
        common = Counter(at for word in said for at in self._holders.get(word, ()))
        same = [at for at, shared in common.items() if self._is_same(said, at, shared)]
        if not same:
            self.notes.append(note)
            self._words.append(frozenset())
            self._put(len(self.notes) - 1, note, said)
        elif len(said) > len(self._words[min(same)]):
            at = min(same)
            self._put(at, Note(note.text, self.notes[at].day), said)

    def _put(self, at: int, note: Note, said: frozenset[str]) -> None:
        for word in said - self._words[at]:
            self._holders.setdefault(word, []).append(at)
        self.notes[at], self._words[at] = note, said

    def _is_same(self, said: frozenset[str], at: int, shared: int) -> bool:
        """Numbers count for more than other words: «релиз 2.4» is not «релиз 2.5»."""
        known = self._words[at]
        if shared < SAME * min(len(said), len(known)):
            return False
        return not any(map(_NUMBER.search, said ^ known))


def _of_line(line: str) -> Iterator[Note]:
    found = _DAY.match(line)
    day, text = (_date(found["day"]), line[found.end() :]) if found else (None, line)
    if found and day is None:
        text = line
    for sentence in sentences(text):
        yield Note(sentence, day)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
