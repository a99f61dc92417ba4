"""How many facts of long talks survive their condensing to 30 % of the characters.

``python -m bench.condensing [--leave-one-out]``

LoCoMo (Maharana et al. 2024), the part of it under ``ALFRED_DATA`` (default ``../shared/data``):
each session of each conversation is condensed for itself, and both speakers are "the person".

A question counts if at least half of the content words of its answer stand in its evidence turns;
its fact survives if at least half of them stand in what is kept of these turns. ``whole`` is
stricter: of the questions whose evidence has any word of the answer, the share that keeps all of
them. ``dates`` are the questions after a time whose whole answer stands in what is kept of the
evidence's sessions. Questions without an answer (category 5) are left out.

The floors keep whole turns: at random, the longest, those with most names and numbers.
``--leave-one-out`` chooses the weights of ``pipeline.alfred.condensing.worth`` for each
conversation on the other four, and tells what that gives.
"""

import argparse
import itertools
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

from bench.board import Figure, Watch, publish
from bench.long_talks import TIME, Said, Session, Talk, read
from pipeline.alfred.condensing.extracting import SHARE, RulesCondenser, noted
from pipeline.alfred.condensing.models import ToCondense
from pipeline.alfred.condensing.worth import WEIGHTS, Weights
from pipeline.alfred.models import PRIVATE, EventId, MemoryEvent, Role, Source
from pipeline.groups.models import PersonId
from pipeline.language.sentences import sentences
from pipeline.language.stems import stems

GOAL, REFERENCE = 60.0, 44.0
"""Percent: what we want, and what names and numbers alone give by the data's own table."""
SEEDS = range(5)
_NAMED = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z]\w+|\b\d[\d:,.]*\b")
_PERSON = PersonId(1)


@dataclass(frozen=True, slots=True)
class Kept:
    characters: int
    words: Mapping[str, frozenset[str]]
    """Of each turn."""
    everything: frozenset[str]


Condense = Callable[[Session], Kept]


@dataclass(frozen=True, slots=True)
class Survival:
    """Percent."""

    way: str
    talk: str
    characters: float
    questions: int
    survived: float
    whole: float
    dates: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=None, help="conversations of the same form")
    parser.add_argument("--leave-one-out", action="store_true")
    given = parser.parse_args()
    watch = Watch()
    talks = read(given.file)
    floors = [
        _mean([measured("random turns", talks, whole_turns(_random(seed))) for seed in SEEDS]),
        measured("longest turns", talks, whole_turns(lambda turn: len(turn.text))),
        measured("turns with names and numbers", talks, whole_turns(_named)),
    ]
    rows = [measured("ours", [talk], ours(WEIGHTS)) for talk in talks]
    if given.leave_one_out:
        rows += left_out(talks)
    every = measured("ours", talks, ours(WEIGHTS))
    title = f"{every.questions} questions, talks condensed to {100 * SHARE:.0f} % of their length"
    publish("condensing", title, figures(every, floors, rows), watch)


def figures(every: Survival, floors: Sequence[Survival], each: Sequence[Survival]) -> list[Figure]:
    """Ours against the best of the simple ways, which come after it, and of single talks."""

    def floor(name: str) -> float:
        return max(float(getattr(row, name)) for row in floors)

    return [
        Figure("facts that survive, %", every.survived, floor("survived"), REFERENCE, GOAL),
        Figure("facts that survive whole, %", every.whole, floor("whole")),
        Figure("dates that survive, %", every.dates, floor("dates")),
        Figure("characters kept, %", every.characters, 100 * SHARE, lower_is_better=True),
        *(Figure(f"facts that survive, {row.way}, %", row.survived) for row in floors),
        *(Figure(f"facts that survive, {row.way}, {row.talk}, %", row.survived) for row in each),
    ]


def ours(weights: Weights) -> Condense:
    condenser = RulesCondenser(weights, least=0)

    def condense(session: Session) -> Kept:
        events = [
            MemoryEvent(
                id=EventId(turn.id),
                person=_PERSON,
                role=Role.USER,
                content=turn.text,
                source=Source.TEXT,
                scope=PRIVATE,
                created_at=session.at,
                seq=number,
            )
            for number, turn in enumerate(session.turns)
        ]
        given = ToCondense(_PERSON, PRIVATE, None, "en", "", events, [])
        summary = condenser.condensed(given).summary
        kept = {
            turn.id: frozenset(
                word
                for sentence in sentences(turn.text)
                if (note := noted(sentence, session.at.date())) in summary
                for word in stems(note)
            )
            for turn in session.turns
        }
        return Kept(len(summary), kept, frozenset(stems(summary)))

    return condense


def whole_turns(score: Callable[[Said], float]) -> Condense:
    def condense(session: Session) -> Kept:
        left, kept = SHARE * session.characters, []
        for turn in sorted(session.turns, key=score, reverse=True):
            if len(turn.text) <= left:
                left -= len(turn.text)
                kept.append(turn)
        words = {turn.id: frozenset(stems(turn.text)) for turn in kept}
        everything = frozenset(word for each in words.values() for word in each)
        return Kept(sum(len(turn.text) for turn in kept), words, everything)

    return condense


def _random(seed: int) -> Callable[[Said], float]:
    numbers = random.Random(seed)  # noqa: S311
    return lambda _: numbers.random()


def _named(turn: Said) -> float:
    return len(_NAMED.findall(turn.text))


def measured(way: str, talks: Sequence[Talk], condense: Condense) -> Survival:
    kept = {talk.name: [condense(session) for session in talk.sessions] for talk in talks}
    whole = sum(session.characters for talk in talks for session in talk.sessions)
    marks = [mark for talk in talks for mark in _marks(talk, kept[talk.name])]
    survived = [mark.survived for mark in marks if mark.survived is not None]
    return Survival(
        way,
        talks[0].name if len(talks) == 1 else "all",
        round(100 * sum(each.characters for one in kept.values() for each in one) / whole, 1),
        len(survived),
        _percent(survived),
        _percent(mark.whole for mark in marks if mark.whole is not None),
        _percent(mark.dated for mark in marks if mark.dated is not None),
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """Of one question; None where it does not count."""

    survived: bool | None
    whole: bool | None
    dated: bool | None


def _marks(talk: Talk, sessions: Sequence[Kept]) -> Iterable[Mark]:
    kept = {turn: words for each in sessions for turn, words in each.words.items()}
    for question in talk.questions:
        answer, turns = question.answer, question.evidence
        said = _union(talk.words.get(turn, frozenset()) for turn in turns) & answer
        left = _union(kept.get(turn, frozenset()) for turn in turns) & answer
        around = _union(
            each.everything for each in sessions if turns & each.words.keys()
        )  # what was kept of the evidence's sessions
        yield Mark(
            2 * len(left) >= len(answer) if 2 * len(said) >= len(answer) else None,
            said <= left if said else None,
            answer <= around if question.category == TIME else None,
        )


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(itertools.chain.from_iterable(sets))


def _percent(marks: Iterable[bool]) -> float:
    each = [*marks]
    return round(100 * sum(each) / len(each), 1)


def left_out(talks: Sequence[Talk]) -> list[Survival]:
    """Each talk under the weights under which most facts of the others survive."""
    grid = itertools.product((0.5, 1.0, 2.0), (1.0, 1.3, 1.6), (0.6, 1.0), (0.3, 0.5, 0.7))
    tried = [
        [measured("ours, weights of the others", [talk], ours(weights)) for talk in talks]
        for weights in itertools.starmap(Weights, grid)
    ]

    def others(rows: Sequence[Survival], but: int) -> float:
        return sum(row.survived * row.questions for at, row in enumerate(rows) if at != but)

    return [max(tried, key=lambda rows: others(rows, at))[at] for at in range(len(talks))]


def _mean(rows: Sequence[Survival]) -> Survival:
    figures = ("characters", "survived", "whole", "dates")
    means = {name: round(mean(getattr(row, name) for row in rows), 1) for name in figures}
    return replace(rows[0], **means)


if __name__ == "__main__":
    main()
