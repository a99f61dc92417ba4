"""What is called a duplicate, and what must not be: ``python -m bench.duplicates``.

Each pair goes through ``find_duplicates`` as two messages: public pairs, and those that we wrote
ourselves (tests/evaluation/duplicates), of one author unless it is said that two wrote them.
All pairs of the public portion are of one kind, so that who always says yes has all of them right;
what is no pair is made of them. ``--file`` measures another file of public pairs.
"""

import argparse
import json
import random
import re
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.board import Figure, Watch, publish
from bench.public_data import public_data
from pipeline.digest.corpus import Line
from pipeline.digest.rules.preparation.dedup import find_duplicates
from pipeline.digest.rules.preparation.similarity import jaccard
from pipeline.digest.settings import ContextSettings

OWN = Path(__file__).resolve().parents[1] / "tests" / "evaluation" / "duplicates" / "stance.toml"
ALIKE = 0.8
"""Of the Jaccard similarity that the data's README has for its floor."""
LEAST = 0.99
TOLD = 0.993
"""Token Jaccard, as the data's README has it."""
SIZES = (10_000, 100_000)
REPEATED = 0.2
"""Share of the messages in the test of speed that repeat one of the last hundred."""

_START = datetime(2026, 3, 2, tzinfo=UTC)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Pair:
    one: str
    other: str
    same: bool
    """The second repeats the first."""
    by_two: bool = False


Judge = Callable[[Pair], bool]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="another file of pairs")
    given = parser.parse_args()
    watch = Watch()
    pairs = read_public(given.file or public_data("duplicates/ru-pairs-first2000.jsonl"))
    own = read_own(OWN)
    stance, controls = [p for p in own if not p.same], [p for p in own if p.same]
    strangers = nearest_strangers(pairs)
    whole = [*pairs, *strangers]
    figures = [
        Figure("F1 of public pairs", f1(pairs, is_merged), LEAST, TOLD, LEAST),
        Figure(
            "F1 with the likest that are none", f1(whole, is_merged), LEAST, f1(whole, is_alike)
        ),
        _of("our stances called duplicates", stance, floor=0.0, lower_is_better=True),
        _of("our controls called duplicates", controls, floor=0.95),
        *(Figure(f"messages/s of {size}", speed(size, pairs)) for size in SIZES),
    ]
    publish("duplicates", "Duplicates, and what only looks like them", figures, watch)


def _of(
    what: str, pairs: Sequence[Pair], floor: float, *, lower_is_better: bool = False
) -> Figure:
    """The share that is merged, beside that of token Jaccard."""
    ours, theirs = (
        round(sum(map(judge, pairs)) / len(pairs), 3) for judge in (is_merged, is_alike)
    )
    named = f"{what}, of {len(pairs)}"
    return Figure(named, ours, floor, theirs, floor, lower_is_better=lower_is_better)


def read_public(path: Path) -> list[Pair]:
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(row["a"], row["b"], bool(row["label"])) for row in rows]


def read_own(path: Path) -> list[Pair]:
    """``[stance.KIND]`` and ``[control.KIND]``, each with ``pairs``."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Pair(one, other, part == "control", kind.get("by_two", False))
        for part, kinds in told.items()
        for kind in kinds.values()
        for one, other in kind["pairs"]
    ]


def is_merged(pair: Pair) -> bool:
    """As digests have it: the later is called a duplicate of the earlier, hard or soft."""
    lines = [_line(1, pair.one, "A"), _line(2, pair.other, "B" if pair.by_two else "A")]
    return bool(find_duplicates(lines, ContextSettings(_env_file=None)))


def is_alike(pair: Pair) -> bool:
    return jaccard(_tokens(pair.one), _tokens(pair.other)) >= ALIKE


def f1(pairs: Sequence[Pair], judge: Judge) -> float:
    called = [pair.same for pair in pairs if judge(pair)]
    return round(2 * sum(called) / (len(called) + sum(pair.same for pair in pairs)), 4)


def nearest_strangers(pairs: Sequence[Pair]) -> list[Pair]:
    """Each first text with that second text of another pair which has most words in common."""
    second = [_tokens(pair.other) for pair in pairs]
    found = []
    for place, pair in enumerate(pairs):
        mine = _tokens(pair.one)
        scores = [jaccard(mine, other) if mine != other else 0.0 for other in second]
        scores[place] = 0.0
        found.append(Pair(pair.one, pairs[scores.index(max(scores))].other, same=False))
    return found


def speed(size: int, pairs: Sequence[Pair]) -> float:
    """Messages a second of a day's talk: twelve words of the pairs each, some repeated."""
    lines = list(_talk(size, pairs))
    began = time.process_time()
    find_duplicates(lines, ContextSettings(_env_file=None))
    return round(size / (time.process_time() - began))


def _talk(size: int, pairs: Sequence[Pair]) -> Iterator[Line]:
    chance = random.Random(7)  # noqa: S311 - a benchmark's chat, not a secret
    vocabulary = sorted({word for pair in pairs for word in pair.one.split()})
    told: list[str] = []
    for number in range(size):
        repeats = told and chance.random() < REPEATED
        told.append(
            chance.choice(told[-100:]) if repeats else " ".join(chance.choices(vocabulary, k=12))
        )
        yield _line(number, told[-1], f"A{chance.randrange(50)}", 86_400 * number / size)


def _line(number: int, text: str, author: str, seconds: float = 0.0) -> Line:
    at = _START + timedelta(seconds=seconds)
    return Line(id=number, at=at, author=author, text=text, thread_id=number)


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


if __name__ == "__main__":
    main()
