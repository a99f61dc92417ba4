"""CEDR's sentences, the fifth of them that no training sees, and how labels are scored."""

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from pipeline.digest.rules.emotion.families import BasicEmotion
from pipeline.language.words import words

FOLDS = 5
_LABEL = re.compile(r"\d")

Labels = frozenset[BasicEmotion]


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    labels: Labels

    @property
    def part(self) -> int:
        """0..24, the same for sentences of the same words; those below 5 are held out."""
        spoken = " ".join(words(self.text)) or self.text
        found = int(hashlib.sha256(spoken.encode()).hexdigest()[:8], 16)
        return found % FOLDS * FOLDS + found // FOLDS % FOLDS

    @property
    def is_held_out(self) -> bool:
        return self.part < FOLDS

    @property
    def fold(self) -> int:
        """Of the cross-validation among those that are not held out."""
        return self.part % FOLDS


@dataclass(frozen=True, slots=True)
class Scores:
    """Of the yes or no of one emotion, or the mean over the five."""

    micro: float
    """The share of right answers: F1 averaged over decisions."""
    macro: float
    """The mean of F1 of the yes and F1 of the no."""
    positive: float
    """F1 of the yes alone."""


def read_corpus(path: Path) -> Sequence[Sentence]:
    """Sentences of a file of CEDR's form: text, labels as ``[0 4]``, source."""
    emotions = tuple(BasicEmotion)
    with path.open(encoding="utf-8", newline="") as rows:
        return [
            Sentence(
                row["text"],
                frozenset(emotions[int(label)] for label in _LABEL.findall(row["labels"])),
            )
            for row in csv.DictReader(rows)
        ]


def score(expected: Sequence[Labels], given: Sequence[Labels], emotion: BasicEmotion) -> Scores:
    right = sum((emotion in one) == (emotion in other) for one, other in _pairs(expected, given))
    both = sum(emotion in one and emotion in other for one, other in _pairs(expected, given))
    neither = right - both
    wrong = len(expected) - right
    positive, negative = f1(both, wrong), f1(neither, wrong)
    return Scores(right / len(expected), (positive + negative) / 2, positive)


def overall(expected: Sequence[Labels], given: Sequence[Labels]) -> Scores:
    """The mean over the five emotions."""
    found = [score(expected, given, emotion) for emotion in BasicEmotion]
    return Scores(
        mean(one.micro for one in found),
        mean(one.macro for one in found),
        mean(one.positive for one in found),
    )


def _pairs(expected: Sequence[Labels], given: Sequence[Labels]) -> "zip[tuple[Labels, Labels]]":
    return zip(expected, given, strict=True)


def f1(right: int, wrong: int) -> float:
    """``wrong`` counts misses and false finds together."""
    return 2 * right / (2 * right + wrong) if right or wrong else 1.0
