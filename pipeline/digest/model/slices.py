"""The talk cut into slices that a model reads once, whatever the window that asks for them.

A slice is what was told of one thread within one cell of a grid of two hours. The grid follows the
clock on the wall of the group's zone by the rule of the windows, so every window of the grid holds
whole cells. A slice's hash knows neither the window nor who else is in it: redaction depends on
both, so it is taken from the messages as they were written.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.digest.answers import Ids
from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.prompts.quoting import CUT, Numbering
from pipeline.digest.rules.preparation.dedup import STANCE_WORDS
from pipeline.language.words import words
from pipeline.windows.rules import instant

CELL = 2
"""Hours by the clock on the wall; divides every size of a window."""
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slice:
    hash: str
    """Of the thread and of its messages' ids, versions, words and links to each other."""
    thread_id: int
    message_ids: Ids
    """In order of time."""


def slices_of(corpus: Corpus, zone: ZoneInfo) -> tuple[Slice, ...]:
    """Every line that can be told in exactly one slice, in order of their first messages.

    What repetition in a window makes noise is no part of its slices: there a slice differs from
    that of a window in which the same lines were talk.
    """
    talk = corpus.talk
    if not talk:
        return ()
    borders = _borders(talk[0].at, talk[-1].at, zone)
    cells: dict[tuple[int, int], list[Line]] = {}
    for line in talk:
        cells.setdefault((bisect_right(borders, line.at), line.thread_id), []).append(line)
    return tuple(
        Slice(_hash(thread_id, lines), thread_id, tuple(line.id for line in lines))
        for (_, thread_id), lines in cells.items()
    )


def rows(lines: Sequence[Line], numbering: Numbering) -> dict[int, str]:
    """The rows that a model reads of a slice, by the ids of their messages.

    They tell nothing of other slices of the call, or the answer would depend on what else was in
    it. Of a forwarded message only the first sentence is there, for what people say about it; a
    slice with nothing else has no rows. What a person repeats word for word stands there once.
    """
    if all(line.forwarded for line in lines):
        return {}
    first = _repeated(lines)
    inside = {line.id: first.get(line.id, line.id) for line in lines}
    return {
        line.id: numbering.row(_within(line, inside), _heading(line) if line.forwarded else None)
        for line in lines
        if line.id not in first
    }


def _borders(first: datetime, last: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instants between cells from the day before ``first`` to the day after ``last``."""
    day, end = first.astimezone(zone).date() - _A_DAY, last.astimezone(zone).date() + _A_DAY
    found: set[datetime] = set()
    while day <= end:
        found.update(instant(day, hour, zone) for hour in range(0, 24, CELL))
        day += _A_DAY
    return sorted(found)


def _hash(thread_id: int, lines: Iterable[Line]) -> str:
    ids = {line.id for line in lines}
    hashed = hashlib.blake2b(f"{thread_id}\n".encode(), digest_size=16)
    for line in lines:
        parent = line.parent_id if line.parent_id in ids else None
        hashed.update(f"{line.id} {parent} {line.digest}\n".encode())
    return hashed.hexdigest()


def _repeated(lines: Sequence[Line]) -> Mapping[int, int]:
    """Messages that repeat their author's own words to the same address, with the first of each.

    Below ``STANCE_WORDS`` words a repetition is a stance, as it is for the rules.
    """
    said: dict[tuple[object, ...], int] = {}
    copies: dict[int, int] = {}
    for line in lines:
        address = line.parent_id if line.explicit_reply else None
        first = said.setdefault((line.author, line.text, address, line.media), line.id)
        if first != line.id and len(words(line.text)) >= STANCE_WORDS:
            copies[line.id] = first
    return copies


def _within(line: Line, inside: Mapping[int, int]) -> Line:
    parent = None if line.parent_id is None else inside.get(line.parent_id)
    return line if parent == line.parent_id else replace(line, parent_id=parent)


def _heading(line: Line) -> str:
    first, *more = line.sentences or ("",)
    return first + CUT if more else first
