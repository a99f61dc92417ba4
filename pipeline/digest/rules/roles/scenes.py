"""Each message among those it belongs to: what it answers, who answered, how its thread began."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from pipeline.digest.corpus import Corpus, Line, Noise
from pipeline.digest.findings import Thread, Threads
from pipeline.digest.rules.cues import normal
from pipeline.digest.rules.emotion.lexicon import Feeling
from pipeline.digest.rules.emotion.signals import LONGEST, Signals, signals_of
from pipeline.digest.rules.questions import is_question
from pipeline.digest.rules.roles.lead import edge_of
from pipeline.language.words import words

OPENING = 6
"""Messages of a thread in which its opener says what it is about."""
SAYS_SOMETHING = 3
"""Content words."""
ACCEPTED = 0.35
"""Strength from which thanks, relief or agreement take an answer."""

_ACCEPTANCE = (Feeling.GRATITUDE, Feeling.RELIEF, Feeling.AGREEMENT)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a thread began, if it began in this window."""

    person: str
    message_id: int
    """The first message of its opener that says something: not the «всем привет» before it."""
    asks: bool
    joined: int
    """How many others speak in it."""


@dataclass(frozen=True)
class Scene:
    line: Line
    signals: Signals
    parent: Line | None
    """What it answers, if that is another's."""
    answers: tuple[Signals, ...]
    """What others answered to it."""
    answerers: int
    opening: Opening | None
    asks: bool
    parent_asks: bool
    """What it answers, if that is another's, is a question."""
    explains: bool
    """It answers a question that was asked back: to its author's own question."""
    was_helped: bool
    """Its author asked something earlier in the window."""
    early: bool
    """It is among the first of the window …"""
    late: bool
    """… or the last."""

    @cached_property
    def text(self) -> str:
        """What its author says in it; a forwarded text is another's."""
        return "" if self.line.forwarded else normal(self.line.text[:LONGEST])

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        return tuple(words(self.text))

    @property
    def is_openers(self) -> bool:
        return self.opening is not None and self.opening.person == self.line.author

    @property
    def is_accepted(self) -> bool:
        return any(
            max(shown[feeling] for feeling in _ACCEPTANCE) >= ACCEPTED for shown in self.answers
        )


def is_by_a_person(line: Line) -> bool:
    return line.noise is None or line.noise is Noise.EMPTY


def scenes(corpus: Corpus, threads: Threads) -> Iterator[Scene]:
    """The messages of people in order; duplicates, which the threads leave out, are not set."""
    told = {id_ for thread in threads.threads for id_ in thread.message_ids}
    lines = {
        line.id: line
        for line in corpus.lines
        if line.noise is Noise.EMPTY or (line.noise is None and line.id in told)
    }
    signals = {id_: signals_of(line, corpus) for id_, line in lines.items()}
    asking = {line.id for line in lines.values() if _asks(line)}
    openings = {thread.id: _opening(thread, lines, asking) for thread in threads.threads}
    askers: set[str] = set()
    edge = edge_of(len(lines))
    for place, line in enumerate(lines.values()):
        parent = _others(lines.get(line.parent_id or 0), line)
        before = lines.get(parent.parent_id or 0) if parent else None
        answers = [
            answer
            for answer in corpus.children.get(line.id, ())
            if answer.id in lines and answer.author != line.author
        ]
        yield Scene(
            line=line,
            signals=signals[line.id],
            parent=parent,
            answers=tuple(signals[answer.id] for answer in answers),
            answerers=len({answer.author for answer in answers}),
            opening=openings.get(line.thread_id),
            asks=line.id in asking,
            parent_asks=parent is not None and parent.id in asking,
            explains=before is not None and before.author == line.author and before.id in asking,
            was_helped=line.author in askers,
            early=place < edge,
            late=place >= len(lines) - edge,
        )
        if line.id in asking:
            askers.add(line.author)


def _others(parent: Line | None, line: Line) -> Line | None:
    return parent if parent and parent.author != line.author else None


def _asks(line: Line) -> bool:
    return not line.forwarded and any(map(is_question, line.sentences))


def _opening(
    thread: Thread, lines: Mapping[int, Line], asking: AbstractSet[int]
) -> Opening | None:
    root = lines.get(thread.root)
    if root is None:
        return None
    told = [lines[id_] for id_ in thread.message_ids if id_ in lines]
    own = [line for line in told[:OPENING] if line.author == root.author]
    first = next((line for line in own if len(line.stems) >= SAYS_SOMETHING), root)
    return Opening(
        person=root.author,
        message_id=first.id,
        asks=any(line.id in asking for line in own),
        joined=len({line.author for line in told} - {root.author}),
    )
