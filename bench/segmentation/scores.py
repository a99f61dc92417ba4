"""How alike two segmentations are: Pk, WindowDiff, and F1 of exact boundaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

Marks = Sequence[bool]
"""For each utterance of a dialogue but the first, whether a segment begins with it."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over dialogues, 0..1."""

    pk: float
    """Beeferman et al. 1999: two utterances k apart are in one segment by one cut alone."""
    window_diff: float
    """Pevzner and Hearst 2002: so many windows of k hold unlike numbers of boundaries."""
    f1: float
    """Of exact boundaries."""
    pooled_f1: float
    """The same, counted over all dialogues together."""


def scores(true: Sequence[Marks], found: Sequence[Marks]) -> Scores:
    """``found`` against ``true``, dialogue by dialogue."""
    pairs = list(zip(true, found, strict=True))
    return Scores(
        pk=fmean(_disagreement(one, other, whether=True) for one, other in pairs),
        window_diff=fmean(_disagreement(one, other, whether=False) for one, other in pairs),
        f1=fmean(_f1(one, other) for one, other in pairs),
        pooled_f1=_f1([mark for one in true for mark in one], [m for one in found for m in one]),
    )


def _disagreement(true: Marks, found: Marks, *, whether: bool) -> float:
    """Share of windows that differ in whether they hold a boundary, or in how many."""
    reach = half_a_segment(true)
    places = range(len(true) + 1 - reach)
    wrong = 0
    for place in places:
        one, other = sum(true[place : place + reach]), sum(found[place : place + reach])
        wrong += (one > 0) != (other > 0) if whether else one != other
    return wrong / len(places) if places else 0.0


def half_a_segment(true: Marks) -> int:
    """Half of the dialogue's mean segment, in utterances: the usual k."""
    return max(1, round((len(true) + 1) / (2 * (sum(true) + 1))))


def _f1(true: Marks, found: Marks) -> float:
    """1 where neither has a boundary."""
    either = sum(true) + sum(found)
    both = sum(one and other for one, other in zip(true, found, strict=True))
    return 2 * both / either if either else 1.0
