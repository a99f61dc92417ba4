"""The simplest ways to part a chat into conversations: the floors.

The valley is chosen by the whole chat, later messages too, which a stream does not know.
"""

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

from bench.clusterings import gather
from pipeline.threads.models import Utterance

QUARTER = 900.0
"""Seconds."""


def by_gap(utterances: Sequence[Utterance], seconds: float) -> list[frozenset[int]]:
    """A longer silence begins a conversation."""
    begins = (gap > seconds for gap in (0.0, *gaps(utterances)))
    return gather(
        (each.id, label) for each, label in zip(utterances, accumulate(begins), strict=True)
    )


def by_valley(utterances: Sequence[Utterance]) -> list[frozenset[int]]:
    return by_gap(utterances, valley(gaps(utterances)))


def gaps(utterances: Sequence[Utterance]) -> list[float]:
    """Seconds between neighbours."""
    return [(later.sent_at - one.sent_at).total_seconds() for one, later in pairwise(utterances)]


def valley(seconds: Sequence[float]) -> float:
    """The gap that best parts short ones from long ones, by Otsu's threshold (1979) on their logs.

    Gaps below a second count as one; infinite where all gaps are alike.
    """
    logs = sorted(math.log(max(1.0, gap)) for gap in seconds)
    sums = list(accumulate(logs, initial=0.0))
    whole, total = len(logs), sums[-1]
    best, found = 0.0, math.inf
    for count in range(1, whole):
        if logs[count] == logs[count - 1]:
            continue
        below, above = sums[count] / count, (total - sums[count]) / (whole - count)
        parted = count * (whole - count) * (above - below) ** 2
        if parted > best:
            best, found = parted, (logs[count - 1] + logs[count]) / 2
    return math.exp(found)
