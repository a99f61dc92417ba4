"""Chat sentences of our own, and what the emotion stage shows of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from statistics import mean
from typing import Literal

from bench.emotion_corpus import Labels, f1
from pipeline.digest.corpus import Line
from pipeline.digest.rules.emotion.families import BasicEmotion
from pipeline.digest.rules.emotion.lexicon import Feeling
from pipeline.digest.rules.emotion.mood import SHOWN, badness, goodness
from pipeline.digest.rules.emotion.signals import Signals, read

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "evaluation" / "emotion"
NOTHING = "-"

Language = Literal["russian", "english"]

_SHOWS: Mapping[BasicEmotion, tuple[Feeling, ...]] = {
    BasicEmotion.JOY: (Feeling.JOY, Feeling.CELEBRATION, Feeling.HUMOUR),
    BasicEmotion.SADNESS: (Feeling.SORROW,),
    BasicEmotion.SURPRISE: (Feeling.SURPRISE,),
    BasicEmotion.FEAR: (Feeling.STRESS,),
    BasicEmotion.ANGER: (Feeling.ANGER, Feeling.INSULT),
}
_BAD = frozenset((BasicEmotion.SADNESS, BasicEmotion.FEAR, BasicEmotion.ANGER))


class Tint(StrEnum):
    """What a sentence adds to the tone of its window."""

    GOOD = "good"
    BAD = "bad"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Example:
    kind: str
    labels: Labels
    text: str

    @property
    def tint(self) -> Tint:
        if self.labels & _BAD:
            return Tint.BAD
        return Tint.GOOD if BasicEmotion.JOY in self.labels else Tint.NONE


def examples(language: Language) -> tuple[Sequence[Example], Sequence[Example]]:
    """Those by which weights were chosen, and those that are only reported: every other line."""
    rows = (FOLDER / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    found = [_example(*row.split("\t")) for row in rows]
    return found[::2], found[1::2]


def _example(kind: str, labels: str, text: str) -> Example:
    told = () if labels == NOTHING else map(BasicEmotion, labels.split(","))
    return Example(kind, frozenset(told), text)


def heard(text: str) -> Signals:
    """What the emotion stage hears of a message that answers nobody."""
    at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    return read(Line(id=1, at=at, author="Аня", text=text, thread_id=1))


def shown(signals: Signals) -> Labels:
    return frozenset(
        emotion
        for emotion, feelings in _SHOWS.items()
        if any(signals[feeling] >= SHOWN for feeling in feelings)
    )


def tint(signals: Signals) -> Tint:
    good, bad = goodness(signals), badness(signals)
    if max(good, bad) < SHOWN:
        return Tint.NONE
    return Tint.GOOD if good > bad else Tint.BAD


def macro(expected: Sequence[Tint], given: Sequence[Tint]) -> float:
    """The mean F1 of the three tints."""
    return mean(_f1_of(one, expected, given) for one in Tint)


def _f1_of(one: Tint, expected: Sequence[Tint], given: Sequence[Tint]) -> float:
    right = sum(pair == (one, one) for pair in zip(expected, given, strict=True))
    return f1(right, expected.count(one) + given.count(one) - 2 * right)
