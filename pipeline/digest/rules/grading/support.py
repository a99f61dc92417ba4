"""How well messages back what is told of them in other words: a grade, not a verdict.

It asks whether the text restates a passage of the messages, how much it tells of all of them,
whether it gives deeds to whom the messages give them, whether they say its words, and whether it
denies what they do not. How long the text is counts nowhere.

The weights were chosen on 50 dialogues of DialSummEval (Gao and Wan, NAACL 2022), whose summaries
people judged; see docs/decisions/0050-how-support-is-graded.md and ``bench.train_judgements``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.digest.corpus import Line
from pipeline.digest.rules.evidence.polarity import differs
from pipeline.digest.rules.grading.attribution import Spoken, attributed, people, spoken
from pipeline.digest.rules.grading.coverage import coverage
from pipeline.digest.rules.grading.meanings import Meanings

DIFFERING: Final = 0.7
"""What is left of the grade of a text that denies what the messages affirm, or the reverse."""
FULL: Final = 0.85
"""The weighted mean that counts as 1: so of four summaries that people wrote three reach the 0.7
that a digest needs to go out."""

PASSAGE: Final = 3
"""Messages in a row that a passage has at the most: a question, its answer, what follows."""
LONGEST: Final = 20
"""Content words of a passage that a retelling is held to, be it as long as it may."""
DOUBT: Final = 4
"""Content words that a passage is taken to have more: to restate one of one word is little."""
ENOUGH: Final = 0.65
"""Share of a passage that a faithful retelling holds of it."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What ``support`` weighs, each 0..1."""

    restated: float
    """As ``restated``: of the best passage."""
    retold: float
    """As ``coverage``: of all that is cited."""
    attributed: float | None
    """As ``attributed``; None where no deed is given to anybody."""
    worded: float
    """As ``worded``."""
    differing: bool
    """As ``differs``."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the sides; together 1."""

    restated: float = 0.15
    retold: float = 0.6
    attributed: float = 0.2
    worded: float = 0.05
    """Words alone say little: a false text has those of its messages as often as a true one."""


WEIGHTS: Final = Weights()
"""By ``bench.train_judgements``."""


def support(text: str, cited: Sequence[Line]) -> float:
    """How well the messages back the text, 0..1, by the weighted sides above.

    The text has to be in the messages' language. Takes time linear in the messages, for each word
    of the text.
    """
    return round(min(1.0, weighed(sides(text, cited), WEIGHTS) / FULL), 4)


def sides(text: str, cited: Sequence[Line]) -> Sides:
    said, meanings = [spoken(line) for line in cited], Meanings(text)
    return Sides(
        restated=restated(text, meanings, said),
        retold=coverage(text, cited),
        attributed=attributed(text, meanings, said),
        worded=worded(meanings, said),
        differing=differs(text, [sentence for line in cited for sentence in line.sentences]),
    )


def weighed(found: Sides, weights: Weights) -> float:
    """The weighted mean of the sides; where no deed is given to anybody, of the others."""
    grade = weights.restated * found.restated + weights.retold * found.retold
    grade += weights.worded * found.worded
    if found.attributed is None:
        grade /= 1 - weights.attributed
    else:
        grade += weights.attributed * found.attributed
    return grade * DIFFERING if found.differing else grade


def restated(text: str, meanings: Meanings, said: Sequence[Spoken]) -> float:
    """The share, up to ``ENOUGH``, that the text holds of the passage that it holds most of.

    Of its content words, who says them, and who is named in them.
    """
    named = people(text)
    held = [_held(message, meanings, named) for message in said if message.stems or message.sent]
    best = 0.0
    for first in range(len(held)):
        told = size = 0.0
        for own, whole in held[first : first + PASSAGE]:
            told, size = told + own, size + whole
            best = max(best, told / (min(size, LONGEST) + DOUBT))
    return min(1.0, best / ENOUGH)


def worded(meanings: Meanings, said: Sequence[Spoken]) -> float:
    """Share of the text's different content words that the messages say, 0..1; 0 of none."""
    theirs = frozenset[str]().union(*(message.voices.keys() for message in said))
    worths = [
        max((worth for key, worth in standing.items() if key in theirs), default=0.0)
        for standing in meanings.stems.values()
    ]
    return sum(worths) / len(worths) if worths else 0.0


def _held(message: Spoken, meanings: Meanings, named: frozenset[str]) -> tuple[float, int]:
    """What the text says of a message, in words and people, and of how many."""
    told = sum(map(meanings.worth, message.stems))
    shown = max(map(meanings.worth, message.sent), default=0.0)
    whom = {message.author, *message.people}
    size = len(message.stems) + len(whom) + bool(message.sent)
    return told + shown + len(whom & named), size
