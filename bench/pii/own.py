"""Our own labelled messages: frames of ``tests/evaluation/pii`` filled with made-up values."""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from bench.pii.values import filled, ordinary, written

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "evaluation" / "pii"
NAMES = (
    "ru-choose", "ru-hold", "ru-last", "mixed-look", "mixed-kept", "mixed-after", "mixed-last",
    "mixed-end", "mixed-plain", "en",
)  # fmt: skip
REPEATS = 4
"""Messages of each frame, where a file does not say otherwise."""
ORDINARY_REPEATS = 2
"""Messages of each frame without personal data that has a place to fill."""
_SEED = 7
_PLACE = re.compile(
    r"\[\[(?P<named>[a-z_0-9]+)\|(?P<spelling>.+?)\]\]|\{(?P<kind>[a-zA-Z_]+)\}", re.DOTALL
)
"""``[[kind|spelling]]``, a value in that spelling, or ``{kind}``, one of the file's spellings."""


@dataclass(frozen=True, slots=True)
class Label:
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    labels: Sequence[Label]


@dataclass(frozen=True, slots=True)
class OwnSet:
    name: str
    frames: int
    labelled: Sequence[Labelled]
    clean: Sequence[str]


def own_set(name: str, folder: Path = FOLDER) -> OwnSet:
    """The set in ``NAME.toml``: always the same messages.

    Raises:
        KeyError: A frame has a place that the file gives no spelling for.
    """
    told = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    draw = random.Random(f"{_SEED} {name}")  # noqa: S311 - test data, no secret
    frames = _lines(told["messages"]["frames"])
    spellings = {kind: _shuffled(each, draw) for kind, each in told["spellings"].items()}
    repeats = told["messages"].get("repeats", REPEATS)
    labelled = [_message(frame, spellings, draw) for _ in range(repeats) for frame in frames]
    clean: dict[str, None] = {}
    for frame in _lines(told["messages"]["clean"]):
        for _ in range(ORDINARY_REPEATS):
            clean[ordinary(frame, draw)] = None
    different = {message.text: message for message in labelled}
    return OwnSet(name, len(frames), list(different.values()), list(clean))


def _lines(text: str) -> list[str]:
    return [line.replace("\\n", "\n") for line in text.strip().split("\n")]


def _shuffled(spellings: Sequence[str], draw: random.Random) -> Iterator[str]:
    """Each spelling in its turn, so that all of them occur."""
    return cycle(draw.sample(list(spellings), len(spellings)))


def _message(frame: str, spellings: Mapping[str, Iterator[str]], draw: random.Random) -> Labelled:
    parts: list[str] = []
    labels: list[Label] = []
    length = done = 0
    for place in _PLACE.finditer(frame):
        parts.append(frame[done : place.start()])
        length += len(parts[-1])
        kind = place["named"] or place["kind"]
        if kind in {"w", "W"}:
            parts.append(filled(place[0], draw))
        else:
            spelling = place["spelling"] or next(spellings[kind])
            parts.append(written(kind, spelling, draw).strip())
            labels.append(Label(length, length + len(parts[-1]), kind))
        length += len(parts[-1])
        done = place.end()
    parts.append(frame[done:])
    return Labelled("".join(parts), labels)
