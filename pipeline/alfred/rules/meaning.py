"""What vectors add to the words of a question.

How alike texts are that have nothing to do with one another differs from model to model, so a
cosine by itself says little. What says something is how far a passage stands out among the others
that were compared. Of n draws from a normal distribution the largest lies some sqrt(2 ln n)
deviations above the mean, and only what is beyond that counts, see docs/decisions/0033.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.alfred.rules.surroundings import Remark
from pipeline.ingest.models import GroupId, MessageId

FEWEST: Final = 50
"""Passages below which too little is known of what is usual: some 200 messages."""
ALOUD: Final = 6.0
"""Excess from which a passage answers though no words do."""
WORTH: Final = 0.07
"""Of a deviation of excess, where what words found best is worth 1."""
MOST_WORTH: Final = 0.5
FADING: Final = 0.5
"""What each further message of a passage gets of the one before: all of it speaks of the matter,
and few of its messages answer."""

LEAST_DEVIATION: Final = 0.01
"""Where passages are all equally far from a question, so small differences mean nothing."""

Place = tuple[GroupId, MessageId]


@dataclass(frozen=True, slots=True)
class Near:
    """A passage whose vector is near the question's."""

    places: tuple[Place, ...]
    likeness: float
    """Cosine."""
    usual: float
    """Mean likeness of the passages that do not stand out."""
    deviation: float
    """Their standard deviation."""
    passages: int
    """How many were compared, these and the others."""

    @property
    def excess(self) -> float:
        """Deviations beyond what chance gives the best of them; 0 if that cannot be told."""
        if self.passages < FEWEST:
            return 0.0
        by_chance = math.sqrt(2 * math.log(self.passages))
        apart = (self.likeness - self.usual) / max(self.deviation, LEAST_DEVIATION)
        return max(0.0, apart - by_chance)


def with_meaning(
    remarks: Sequence[Remark],
    scores: Sequence[float],
    near: Sequence[Near],
    merits: Sequence[float],
) -> list[float]:
    """Scores with what meaning adds; without a passage that counts, as they were.

    Args:
        remarks: All that were looked at.
        scores: By words, in the same order; 0 where these find nothing.
        near: Passages, the nearest first.
        merits: What each remark is worth by itself; at 0 it is no answer.
    """
    best = max(scores, default=0.0)
    least = 0.0 if best > 0 else ALOUD
    together = [score / best for score in scores] if best > 0 else [0.0] * len(scores)
    indices = {(remark.group, remark.id): i for i, remark in enumerate(remarks)}
    for passage in near:
        if passage.excess <= least:
            continue
        worth = min(MOST_WORTH, WORTH * passage.excess)
        for i in _in_order(passage, indices, scores, merits):
            together[i] += worth
            worth *= FADING
    return together


def _in_order(
    passage: Near,
    indices: Mapping[Place, int],
    scores: Sequence[float],
    merits: Sequence[float],
) -> list[int]:
    """The messages of a passage that may answer, what words find first, then what tells most."""
    held = (indices[place] for place in passage.places if place in indices)
    return sorted((i for i in held if merits[i] > 0), key=lambda i: (-scores[i], -merits[i]))
