"""Training of the link model's networks: Adam on the chance of all true parents together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bench.threads.examples import Examples

Floats = NDArray[np.float32]
Weights = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Shape:
    first: int = 64
    second: int = 32
    none: int = 32


@dataclass(frozen=True, slots=True)
class Schedule:
    epochs: int = 6
    batch: int = 128
    """Decisions."""
    rate: float = 2e-3
    """Of learning, at first; it falls to 0 along a half cosine."""
    decay: float = 1e-3
    """Weights shrink by this share of the rate at each step (Loshchilov and Hutter 2019)."""
    dropout: float = 0.15
    """Share of the hidden units that a step goes without (Srivastava et al. 2014)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What makes signs of mean 0 and deviation 1."""

    mean: Floats
    deviation: Floats
    """Infinite for what never varies: a sign that was never seen is worth nothing."""

    @classmethod
    def of(cls, rows: NDArray[np.float16]) -> "Scale":
        sample = rows[:: max(1, len(rows) // 200_000)].astype(np.float32)
        deviation = sample.std(axis=0)
        return cls(sample.mean(axis=0), np.where(deviation > 0.0, deviation + 1e-2, np.inf))

    def __call__(self, rows: NDArray[np.float16]) -> Floats:
        return (rows.astype(np.float32) - self.mean) / self.deviation


def trained(data: Examples, shape: Shape, schedule: Schedule, seed: int) -> Weights:
    """One network's weights, for signs as they come."""
    random = np.random.default_rng(seed)
    pairs, scenes = Scale.of(data.pairs), Scale.of(data.scenes)
    weights = _initial(data, shape, random)
    adam = Adam(weights, schedule.decay)
    steps = schedule.epochs * -(-len(data.counts) // schedule.batch)
    step = 0
    for _ in range(schedule.epochs):
        for batch in _batches(data, schedule.batch, random):
            rate = schedule.rate * 0.5 * (1.0 + np.cos(np.pi * step / steps))
            slopes = _slopes(weights, batch, pairs, scenes, schedule.dropout, random)
            adam.step(weights, slopes, rate)
            step += 1
    return _unscaled(weights, pairs, scenes)


def without(data: Examples, signs: Sequence[int]) -> Examples:
    """The examples with signs of these numbers always 0, those of pairs before those of scenes."""
    if not signs:
        return data
    pairs, scenes = data.pairs.copy(), data.scenes.copy()
    for number in signs:
        if number < pairs.shape[1]:
            pairs[:, number] = 0
        else:
            scenes[:, number - pairs.shape[1]] = 0
    return replace(data, pairs=pairs, scenes=scenes)


def _initial(data: Examples, shape: Shape, random: np.random.Generator) -> Weights:
    def layer(above: int, below: int) -> Floats:
        return random.normal(0.0, np.sqrt(2.0 / above), (above, below)).astype(np.float32)

    signs, around = data.pairs.shape[1], data.scenes.shape[1]
    return {
        "pair": layer(signs + around, shape.first)[:signs],
        "scene": layer(signs + around, shape.first)[signs:],
        "first": np.zeros(shape.first, np.float32),
        "inner": layer(shape.first, shape.second),
        "second": np.zeros(shape.second, np.float32),
        "outer": layer(shape.second, 1)[:, 0],
        "none": layer(around, shape.none),
        "none_first": np.zeros(shape.none, np.float32),
        "none_outer": layer(shape.none, 1)[:, 0],
        "none_bias": np.zeros(1, np.float32),
    }


def _batches(data: Examples, size: int, random: np.random.Generator) -> Iterator[Examples]:
    starts = np.cumsum(data.counts) - data.counts
    order = random.permutation(len(data.counts))
    for first in range(0, len(order), size):
        chosen = order[first : first + size]
        counts = data.counts[chosen]
        skipped = starts[chosen] - (np.cumsum(counts) - counts)
        rows = np.repeat(skipped, counts) + np.arange(counts.sum())
        yield Examples(
            data.pairs[rows], data.scenes[chosen], counts, data.true[rows], data.none[chosen]
        )


def _slopes(
    weights: Weights,
    batch: Examples,
    pairs: Scale,
    scenes: Scale,
    dropout: float,
    random: np.random.Generator,
) -> Weights:
    """Of the loss at the weights, by going back through the layers."""
    signs, around = pairs(batch.pairs), scenes(batch.scenes)
    place = np.repeat(np.arange(len(batch.counts)), batch.counts)
    kept = (random.random(len(weights["first"])) >= dropout) / np.float32(1.0 - dropout)
    kept = kept.astype(np.float32)

    first = signs @ weights["pair"] + (around @ weights["scene"] + weights["first"])[place]
    first = np.maximum(first, 0.0) * kept
    second = np.maximum(first @ weights["inner"] + weights["second"], 0.0)
    none = np.maximum(around @ weights["none"] + weights["none_first"], 0.0)

    scores = second @ weights["outer"]
    alone = none @ weights["none_outer"] + weights["none_bias"]
    by_pair, by_none = _score_slopes(scores, alone, batch, place)
    to_second = by_pair[:, None] * weights["outer"] * (second > 0.0)
    to_first = (to_second @ weights["inner"].T) * kept * (first > 0.0)
    to_around = np.add.reduceat(to_first, np.cumsum(batch.counts) - batch.counts, axis=0)
    to_none = by_none[:, None] * weights["none_outer"] * (none > 0.0)
    return {
        "pair": signs.T @ to_first,
        "scene": around.T @ to_around,
        "first": to_first.sum(axis=0),
        "inner": first.T @ to_second,
        "second": to_second.sum(axis=0),
        "outer": second.T @ by_pair,
        "none": around.T @ to_none,
        "none_first": to_none.sum(axis=0),
        "none_outer": none.T @ by_none,
        "none_bias": by_none.sum(keepdims=True),
    }


def _score_slopes(
    pair: Floats,
    none: Floats,
    batch: Examples,
    place: NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """Of -log of the chance of all true choices, by each score."""
    starts = np.cumsum(batch.counts) - batch.counts
    highest = np.maximum(np.maximum.reduceat(pair, starts), none)
    pair, none = np.exp(pair - highest[place]), np.exp(none - highest)
    whole = np.add.reduceat(pair, starts) + none
    right = np.add.reduceat(pair * batch.true, starts) + none * batch.none + 1e-30
    size = np.float32(len(none))
    by_pair = pair * (1.0 / whole[place] - batch.true / right[place]) / size
    by_none = none * (1.0 / whole - batch.none / right) / size
    return by_pair.astype(np.float32), by_none.astype(np.float32)


def _unscaled(weights: Weights, pairs: Scale, scenes: Scale) -> Weights:
    """The same network for signs that nobody scales."""
    pair = weights["pair"] / pairs.deviation[:, None]
    scene = weights["scene"] / scenes.deviation[:, None]
    none = weights["none"] / scenes.deviation[:, None]
    return weights | {
        "pair": pair,
        "scene": scene,
        "first": weights["first"] - pairs.mean @ pair - scenes.mean @ scene,
        "none": none,
        "none_first": weights["none_first"] - scenes.mean @ none,
    }


class Adam:
    """Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), with their constants."""

    def __init__(self, weights: Weights, decay: float) -> None:
        self._decay = decay
        self._mean = {name: np.zeros_like(each) for name, each in weights.items()}
        self._square = {name: np.zeros_like(each) for name, each in weights.items()}
        self._steps = 0

    def step(self, weights: Weights, slopes: Weights, rate: float) -> None:
        self._steps += 1
        for name, slope in slopes.items():
            self._mean[name] += 0.1 * (slope - self._mean[name])
            self._square[name] += 0.001 * (slope * slope - self._square[name])
            mean = self._mean[name] / (1.0 - 0.9**self._steps)
            square = self._square[name] / (1.0 - 0.999**self._steps)
            weights[name] -= np.float32(rate) * (
                mean / (np.sqrt(square) + 1e-8) + self._decay * weights[name]
            )
