"""Where a talk turns to another matter.

A place between two utterances is judged by its signals: words in common on both sides, new words
that are taken up, a question that waits, thanks and farewell, a greeting, a request, pronouns.
Their weights are those of a logistic regression; see docs/decisions/0052.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, pstdev
from types import MappingProxyType

from pipeline.digest.rules.topics.turn_signs import Said

NEAR = 2
FAR = 5
"""Utterances on either side whose words are compared."""
FADING = 0.8
"""What a word counts for with each utterance that it lies further from the place."""
TAKEN_UP = 3
"""Utterances in which a new word has to come again."""
REMEMBERED = 4
"""Utterances back to which a word is not new."""
MOST = 3
"""From so many on, words count no more."""

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "near": -4.6,
        "far": -6.5,
        "introduced": 0.4,
        "resumed": -0.2,
        "awaited": -1.6,
        "offered": 1.4,
        "parted": 0.4,
        "awaited_before": -0.3,
        "closed_before": 0.6,
        "asks": 0.6,
        "requests": 1.0,
        "greets": 1.5,
        "thanks": -3.2,
        "parts": -0.8,
        "points_back": -0.7,
        "at_the_start": -1.4,
    }
)
BIAS = -0.8
LEAST = -1.5
"""Log-odds below which no place is a turn."""
SPREAD = 0.75
"""A turn stands out from its talk by so many standard deviations (Hearst 1997 takes 0.5 or 1)."""


class Talk:
    """Utterances in their order; places are numbered by the utterance that they precede."""

    def __init__(self, told: Sequence[Said]) -> None:
        self._told = told
        frequency = Counter(key for one in told for key in one.keys)
        self._rarity = {key: math.log((len(told) + 1) / times) for key, times in frequency.items()}

    def scores(self) -> list[float]:
        """Log-odds that the talk turns, for each utterance but the first."""
        whole = range(len(self._told))
        return [
            self.score(whole[max(0, place - FAR) : place], whole[place : place + FAR])
            for place in whole[1:]
        ]

    def score(self, before: Sequence[int], after: Sequence[int]) -> float:
        """Log-odds that the talk turns between two runs of utterances; neither is empty."""
        found = self.signals(before, after)
        return BIAS + sum(weight * found[name] for name, weight in WEIGHTS.items())

    def signals(self, before: Sequence[int], after: Sequence[int]) -> Mapping[str, float]:
        """What speaks for a turn and against it; ``WEIGHTS`` has the names."""
        past = [self._told[index] for index in before]
        last, here = past[-1], self._told[after[0]]
        earlier = past[-2] if len(past) > 1 else None
        known = _keys(past[-REMEMBERED:])
        soon = _keys(self._told[index] for index in after[1 : 1 + TAKEN_UP])
        return {
            "near": self._cohesion(before, after, NEAR),
            "far": self._cohesion(before, after, FAR),
            "introduced": min(MOST, len((here.keys - known) & soon)),
            "resumed": min(MOST, len(soon & known)),
            "awaited": last.awaits,
            "offered": last.offers,
            "parted": last.parts,
            "awaited_before": earlier is not None and earlier.awaits,
            "closed_before": earlier is not None and (earlier.thanks or earlier.parts),
            "asks": here.asks,
            "requests": here.requests,
            "greets": here.greets,
            "thanks": here.thanks,
            "parts": here.parts,
            "points_back": here.points_back,
            "at_the_start": earlier is None,
        }

    def _cohesion(self, before: Sequence[int], after: Sequence[int], reach: int) -> float:
        """Cosine of the words on both sides, weighted by rarity and nearness (Hearst 1997)."""
        one = self._faded(before[: -reach - 1 : -1])
        other = self._faded(after[:reach])
        common = sum(value * other[key] for key, value in one.items() if key in other)
        return (
            common / (math.hypot(*one.values()) * math.hypot(*other.values())) if common else 0.0
        )

    def _faded(self, outwards: Iterable[int]) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for distance, index in enumerate(outwards):
            for key in self._told[index].keys:
                found.setdefault(key, self._rarity[key] * FADING**distance)
        return found


def turns(told: Sequence[Said]) -> list[int]:
    """The utterances with which the talk turns to something else, in order; never the first.

    A turn stands out from the other places of its talk, and from those beside it.
    """
    scores = Talk(told).scores()
    if not scores:
        return []
    least = max(LEAST, fmean(scores) + SPREAD * pstdev(scores))
    edged = [-math.inf, *scores, -math.inf]
    return [
        place
        for place, score in enumerate(scores, start=1)
        if score > least and edged[place - 1] < score >= edged[place + 1]
    ]


def _keys(told: Iterable[Said]) -> frozenset[str]:
    return frozenset[str]().union(*(one.keys for one in told))
