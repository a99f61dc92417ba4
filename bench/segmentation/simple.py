"""Simple ways to cut a dialogue, to be compared with."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean, pstdev

from pipeline.language.stems import stems

WINDOW = 4
DEVIATIONS = 1.0


def every(length: int, utterances: Sequence[str]) -> list[int]:
    return list(range(length, len(utterances), length))


def text_tiling(utterances: Sequence[str]) -> list[int]:
    """TextTiling (Hearst 1997) with utterances for its token sequences.

    Cosines of counted content stems in windows of four utterances, depth scores, and a boundary
    where the depth is over mean plus one standard deviation: the best of windows of 1 to 6 and of
    0, 0.5, 1 and 1.5 deviations. Hearst's sequences of twenty words, as nltk has them, are longer
    than an utterance and do worse.
    """
    counts = [Counter(stems(text)) for text in utterances]
    places = range(1, len(counts))
    alike = [
        _cosine(_sum(counts[max(0, place - WINDOW) : place]), _sum(counts[place : place + WINDOW]))
        for place in places
    ]
    if not alike:
        return []
    depths = [
        _peak(alike[index::-1]) + _peak(alike[index:]) - 2 * value
        for index, value in enumerate(alike)
    ]
    least = fmean(depths) + DEVIATIONS * pstdev(depths)
    return [place for place, depth in zip(places, depths, strict=True) if depth > least]


def _sum(counts: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter())


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    common = sum(times * other[key] for key, times in one.items())
    return common / (math.hypot(*one.values()) * math.hypot(*other.values())) if common else 0.0


def _peak(values: Sequence[float]) -> float:
    """How high the values climb from the first before they fall."""
    best = values[0]
    for value in values[1:]:
        if value < best:
            break
        best = value
    return best
