"""Threads cut where the talk turned: the smallest pieces that topics are gathered from.

A thread keeps people who talk together in one place, and people change the subject without
leaving. An explicit reply never parts from what it answers; any other link holds only
while it is close in words, or in time and nothing tells that the talk turned.
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
from pipeline.digest.rules.topics.turn_signs import Said
from pipeline.digest.rules.topics.turning import FAR, Talk
from pipeline.threads.models import LinkReason

AT_ONCE = timedelta(seconds=90)
"""Someone's next message so soon goes on with the thought of the one before."""
SOON = timedelta(minutes=10)
"""What another person says to a question, by name, or without turning the talk belongs to what
was said so recently."""
GOES_ON = -2.5
"""Log-odds of a turn below which an answer goes on with the talk without a word in common: twelve
to one. At even chances small talk is glued to what matters, and digests lose topics to it."""
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
    told = [line for i in thread.message_ids if (line := corpus.by_id[i]).noise is None]
    cutting = _Cutting(told)
    for index in range(len(told)):
        cutting.place(index)
    return [[told[index] for index in piece] for piece in cutting.pieces]


class _Cutting:
    """The pieces of one thread, as they grow line by line."""

    def __init__(self, told: Sequence[Line]) -> None:
        self.pieces: list[list[int]] = []
        self._told = told
        self._at = {line.id: index for index, line in enumerate(told)}
        self._home: list[int] = []
        self._said: list[set[str]] = []

    @cached_property
    def _talk(self) -> Talk:
        return Talk([Said(line.text, line.sentences, line.stems) for line in self._told])

    def place(self, index: int) -> None:
        """Put the next line to its parent, or let it begin a piece."""
        line = self._told[index]
        parent = self._at.get(line.parent_id) if line.parent_id is not None else None
        if parent is not None and parent < index and self._holds(index, parent):
            home = self._home[parent]
        else:
            home = len(self.pieces)
            self.pieces.append([])
            self._said.append(set())
        self.pieces[home].append(index)
        self._said[home].update(line.stems)
        self._home.append(home)

    def _holds(self, index: int, answered: int) -> bool:
        """Whether a line stays with its parent."""
        line, parent = self._told[index], self._told[answered]
        words = self._said[self._home[answered]]
        if line.explicit_reply or not words.isdisjoint(line.stems):
            return True
        gap = line.at - parent.at
        if line.author == parent.author:
            return gap <= AT_ONCE
        called = line.link_reason == LinkReason.MENTION
        asked = bool(parent.sentences) and is_question(parent.sentences[-1])
        return gap <= SOON and (called or asked or self._goes_on(index, answered))

    def _goes_on(self, index: int, answered: int) -> bool:
        """Whether another person's line clearly goes on with the piece of its parent."""
        piece = self.pieces[self._home[answered]]
        before = [*(other for other in piece[-FAR:] if other != answered), answered]
        after = range(len(self._told))[index : index + FAR]
        return self._talk.score(before, after) <= GOES_ON


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
