"""Joy, sadness, surprise, fear and anger of a Russian sentence, by a trained linear model.

``weights.npz`` beside this module holds its weights, ``python -m bench.train_emotion``
makes it from four fifths of the training sentences of CEDR (Sboev et al., 2021, Apache-2.0), and
holds no text of them: features are known by their CRC-32. A score is

    bias + sum(words) / sqrt(known words) + sum(beginnings) / sqrt(known ones) + sum(signs),

and its chance is the logistic function of slope * score + shift (Platt, 1999). What is added of a
word is kept, so that a sentence costs little more than its signs.
``docs/decisions/0049-how-emotion-is-read.md`` tells how it was chosen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp, sqrt
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

from pipeline.digest.rules.emotion.families import BasicEmotion
from pipeline.digest.rules.emotion.features import beginnings, negated, signs, stem_feature
from pipeline.language.words import words

FILE = Path(__file__).with_name("weights.npz")

LARGEST = 500.0
"""A power of e that a float holds."""

KEPT = 16_384
"""Words whose sums are kept, some 0.6 kB each."""

Five = tuple[float, float, float, float, float]
"""One number for each emotion, in the order of ``BasicEmotion``."""

_NOTHING: Five = (0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Weights:
    of: Mapping[int, Five]
    """By a feature's CRC-32."""
    bias: Five
    slope: Five
    shift: Five
    threshold: Five
    """Chances from which an emotion is told, where only yes or no is asked."""


class _Sum(NamedTuple):
    known: int
    total: Five


def fingerprint(feature: str) -> int:
    return crc32(feature.encode())


@cache
def weights(file: Path = FILE) -> Weights:
    with np.load(file, allow_pickle=False) as stored:
        scaled = stored["weights"].astype(float) * stored["scale"]
        of = dict(zip(stored["features"].tolist(), map(tuple, scaled.tolist()), strict=True))
        return Weights(
            of,
            *(tuple(stored[name].tolist()) for name in ("bias", "slope", "shift", "threshold")),
        )


def chances(sentence: str, spoken: Sequence[str] | None = None) -> Mapping[BasicEmotion, float]:
    """How likely a reader finds each emotion in a sentence, 0..1; ``spoken`` are its words."""
    spoken = words(sentence) if spoken is None else spoken
    model = weights()
    stems, starts = _NOTHING, _NOTHING
    known_stems = known_starts = 0
    for word, is_negated in negated(spoken):
        (known, total), (started, begun) = _of_word(word, is_negated)
        if known:
            known_stems += known
            stems = _add(stems, total)
        if started:
            known_starts += started
            starts = _add(starts, begun)
    shown = _sum_of(signs(sentence, spoken)).total
    by_stem, by_start = 1 / sqrt(max(known_stems, 1)), 1 / sqrt(max(known_starts, 1))
    return {
        emotion: _chance(bias + stem * by_stem + start * by_start + sign, slope, shift)
        for emotion, bias, stem, start, sign, slope, shift in zip(
            BasicEmotion, model.bias, stems, starts, shown, model.slope, model.shift, strict=True
        )
    }


def told(found: Mapping[BasicEmotion, float]) -> frozenset[BasicEmotion]:
    """The emotions that are likely enough to be told."""
    return frozenset(
        emotion
        for emotion, least in zip(BasicEmotion, weights().threshold, strict=True)
        if found[emotion] >= least
    )


@lru_cache(maxsize=KEPT)
def _of_word(word: str, is_negated: bool) -> tuple[_Sum, _Sum]:
    return (
        _sum_of((stem_feature(word, is_negated=is_negated),)),
        _sum_of(beginnings(word)),
    )


def _sum_of(features: Iterable[str]) -> _Sum:
    known, total = 0, _NOTHING
    of = weights().of
    for feature in features:
        found = of.get(fingerprint(feature))
        if found is not None:
            known += 1
            total = _add(total, found)
    return _Sum(known, total)


def _add(one: Five, other: Five) -> Five:
    a, b, c, d, e = one
    v, w, x, y, z = other
    return (a + v, b + w, c + x, d + y, e + z)


def _chance(score: float, slope: float, shift: float) -> float:
    return 1 / (1 + exp(min(-slope * score - shift, LARGEST)))
