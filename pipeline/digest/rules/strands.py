"""Threads cut where the talk turned: the smallest pieces that topics are gathered from.

A thread keeps people who talk together in one place, and people change the subject without
leaving. An explicit reply never parts from what it answers; any other link holds only
while it is close in time or in words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from pipeline.digest.corpus import Corpus, Line
from pipeline.digest.findings import Thread
from pipeline.digest.preparation import PreparedContext
from pipeline.digest.rules.questions import is_question
from pipeline.digest.rules.threads import weigh
from pipeline.threads.models import LinkReason

AT_ONCE = timedelta(seconds=90)
"""Someone's next message so soon goes on with the thought of the one before."""
SOON = timedelta(minutes=10)
"""An answer to a question, or a call by name, belongs to what was said so recently."""
LEAST_LINES = 3
"""Messages from which what several people said is a conversation."""


@dataclass(frozen=True)
class Strand:
    thread_id: int
    lines: tuple[Line, ...]
    """In order of time."""
    continued: bool
    """It takes up what was said before the window."""
    weight: float
    """As a thread's, see ``weigh``."""

    @property
    def id(self) -> int:
        return self.lines[0].id

    @property
    def is_conversation(self) -> bool:
        """Several people wrote several messages: what a reader would miss."""
        return len(self.lines) >= LEAST_LINES and len({line.author for line in self.lines}) > 1

    @cached_property
    def ids(self) -> frozenset[int]:
        return frozenset(line.id for line in self.lines)


def strands(threads: Iterable[Thread], corpus: Corpus, prepared: PreparedContext) -> list[Strand]:
    """The strands of all threads, heaviest first."""
    weights = {item.message_id: item.weight for item in prepared.kept}
    found = [
        _strand(thread, lines, corpus, weights)
        for thread in threads
        for lines in _cut(thread, corpus)
    ]
    found.sort(key=lambda strand: (-strand.weight, strand.id))
    return found


def _cut(thread: Thread, corpus: Corpus) -> list[list[Line]]:
    pieces: list[list[Line]] = []
    home: dict[int, int] = {}
    said: list[set[str]] = []
    for message_id in thread.message_ids:
        line = corpus.by_id[message_id]
        if line.noise is not None:
            continue
        parent = corpus.by_id.get(line.parent_id) if line.parent_id is not None else None
        place = home.get(parent.id) if parent else None
        if parent is None or place is None or not _holds(line, parent, said[place]):
            place = len(pieces)
            pieces.append([])
            said.append(set())
        pieces[place].append(line)
        said[place].update(line.stems)
        home[line.id] = place
    return pieces


def _holds(line: Line, parent: Line, said: set[str]) -> bool:
    """Whether a line stays with its parent, in whose piece these stems were said."""
    if line.explicit_reply or said.intersection(line.stems):
        return True
    gap = line.at - parent.at
    if line.author == parent.author:
        return gap <= AT_ONCE
    called = line.link_reason == LinkReason.MENTION
    answers = bool(parent.sentences) and is_question(parent.sentences[-1])
    return gap <= SOON and (called or answers)


def _strand(
    thread: Thread, lines: Sequence[Line], corpus: Corpus, weights: Mapping[int, float]
) -> Strand:
    first = lines[0]
    return Strand(
        thread_id=thread.id,
        lines=tuple(lines),
        continued=first.parent_id is not None and first.parent_id not in corpus.by_id,
        weight=weigh(lines, weights),
    )
