"""Train the emotion model: ``python -m bench.train_emotion``, some minutes on one core.

Four fifths of CEDR's training sentences are trained on. Cross-validation on them alone chooses how
strong and how rare features may be, calibrates the chances (Platt, 1999) and sets the thresholds
at the best macro F1. The fifth that is held out is not used here; ``bench.emotion`` reports it.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import log, sqrt
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from bench.emotion_corpus import FOLDS, read_corpus
from bench.public_data import public_data
from pipeline.digest.rules.emotion.families import BasicEmotion
from pipeline.digest.rules.emotion.features import beginnings, negated, signs, stem_feature
from pipeline.digest.rules.emotion.model import FILE, fingerprint
from pipeline.language.words import words

STRENGTHS = (0.5, 1.0, 2.0, 4.0)
"""Inverse strengths of the L2 penalty that are tried."""
RARITIES = (2, 3)
"""Sentences in which a feature must be, that are tried."""
NEIGHBOURS = 60
"""Places on each side over which the macro F1 is averaged to find its best place."""
PRECISION = 32_000
"""Steps in which the largest weight is stored."""

Floats = NDArray[np.float64]
Places = NDArray[np.int_]
Bags = Sequence[Sequence[str]]


def _stems(text: str) -> list[str]:
    return [stem_feature(word, is_negated=no) for word, no in negated(words(text))]


def _starts(text: str) -> list[str]:
    return [start for word, _ in negated(words(text)) for start in beginnings(word)]


def _signs(text: str) -> list[str]:
    return sorted(signs(text, words(text)))


@dataclass(frozen=True, slots=True)
class Group:
    """Features of one kind."""

    of: Callable[[str], list[str]]
    share: float
    """Of its squares, against the other groups."""
    is_averaged: bool
    """Whether a sum is divided by the root of how many are known."""


GROUPS = (Group(_stems, 1.0, True), Group(_starts, 1.0, True), Group(_signs, 0.6, False))
"""Signs get less: they are few, and each is in very many sentences."""


class Space:
    """The features of a group that are common enough, each with its factor."""

    def __init__(self, group: Group, bags: Bags, rarity: int) -> None:
        found = Counter(feature for bag in bags for feature in set(bag))
        self.features = sorted(feature for feature, many in found.items() if many >= rarity)
        self._group = group
        self._column = {feature: place for place, feature in enumerate(self.features)}
        self.factors = np.array(
            [log((1 + len(bags)) / (1 + found[feature])) + 1 for feature in self.features]
        )
        plain = self.matrix(bags)
        self.factors *= group.share / sqrt(plain.multiply(plain).sum() / len(bags))

    def matrix(self, bags: Bags) -> csr_matrix:
        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for bag in bags:
            known = np.array([self._column[it] for it in bag if it in self._column], dtype=int)
            value = 1 / sqrt(max(len(known), 1)) if self._group.is_averaged else 1.0
            values.extend(value * self.factors[known])
            columns.extend(known)
            ends.append(len(columns))
        shape = (len(bags), len(self.features))
        return csr_matrix((values, columns, ends), shape=shape)


@dataclass(frozen=True, slots=True)
class Fitted:
    spaces: Sequence[Space]
    models: Sequence[LogisticRegression]

    def scores(self, bags: Sequence[Bags]) -> Floats:
        """Of each sentence, a column for each emotion."""
        matrix = _joined(self.spaces, bags)
        return np.column_stack([model.decision_function(matrix) for model in self.models])


def fit(bags: Sequence[Bags], labels: NDArray[np.bool_], strength: float, rarity: int) -> Fitted:
    spaces = [Space(group, bag, rarity) for group, bag in zip(GROUPS, bags, strict=True)]
    matrix = _joined(spaces, bags)
    models = [
        LogisticRegression(C=strength, class_weight="balanced", solver="liblinear").fit(matrix, of)
        for of in labels.T
    ]
    return Fitted(spaces, models)


def _joined(spaces: Sequence[Space], bags: Sequence[Bags]) -> csr_matrix:
    return hstack(
        [space.matrix(bag) for space, bag in zip(spaces, bags, strict=True)], format="csr"
    )


def unseen_scores(
    bags: Sequence[Bags],
    labels: NDArray[np.bool_],
    folds: NDArray[np.int_],
    strength: float,
    rarity: int,
) -> Floats:
    """Each sentence's scores by a model that was fitted without its fold."""
    found = np.zeros(labels.shape)
    for fold in range(FOLDS):
        rest, left = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        fitted = fit(_of(bags, rest), labels[rest], strength, rarity)
        found[left] = fitted.scores(_of(bags, left))
    return found


def _of(bags: Sequence[Bags], places: Places) -> Sequence[Bags]:
    return [[bag[place] for place in places] for bag in bags]


def best_threshold(scores: Floats, of: NDArray[np.bool_]) -> tuple[float, float]:
    """The macro F1 of yes and no, and the score from which it is yes, where the first is best.

    The best place of a smooth curve: its single highest point is a matter of luck.
    """
    order = np.argsort(-scores, kind="stable")
    both = np.cumsum(of[order])
    told = np.arange(1, len(of) + 1)
    neither = len(of) - of.sum() - (told - both)
    positive = 2 * both / (told + of.sum())
    negative = 2 * neither / np.maximum(len(of) - told + len(of) - of.sum(), 1)
    macro = (positive + negative) / 2
    window = np.ones(2 * NEIGHBOURS + 1) / (2 * NEIGHBOURS + 1)
    smooth = np.convolve(np.pad(macro, NEIGHBOURS, mode="edge"), window, mode="valid")
    place = int(smooth.argmax())
    return float(macro[place]), float(scores[order[place]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=None, help="sentences of CEDR's form")
    parser.add_argument("--out", type=Path, default=FILE, help="where the weights go")
    given = parser.parse_args()
    corpus = read_corpus(given.file or public_data("emotion/cedr-train.csv"))
    sentences = [sentence for sentence in corpus if not sentence.is_held_out]
    labels = np.array([[one in it.labels for one in BasicEmotion] for it in sentences])
    print(f"{len(sentences)} sentences to train on, {len(corpus) - len(sentences)} held out")
    bags = [[group.of(sentence.text) for sentence in sentences] for group in GROUPS]
    folds = np.array([sentence.fold for sentence in sentences])
    tried = {}
    for strength, rarity in product(STRENGTHS, RARITIES):
        scores = unseen_scores(bags, labels, folds, strength, rarity)
        macro = mean(best_threshold(*pair)[0] for pair in zip(scores.T, labels.T, strict=True))
        tried[strength, rarity] = (macro, scores)
        print(f"strength {strength:g}, rarity {rarity}: cross-validated macro F1 {macro:.4f}")
    strength, rarity = max(tried, key=lambda choice: tried[choice][0])
    print(f"chosen: strength {strength:g}, rarity {rarity}")
    fitted = fit(bags, labels, strength, rarity)
    write(given.out, fitted, tried[strength, rarity][1], labels)


def write(file: Path, fitted: Fitted, scores: Floats, labels: NDArray[np.bool_]) -> None:
    """The weights with what calibrates them: ``scores`` are those of unseen sentences."""
    factors = np.concatenate([space.factors for space in fitted.spaces])
    exact = np.column_stack([model.coef_[0] * factors for model in fitted.models])
    scale = np.abs(exact).max(axis=0) / PRECISION
    slopes, shifts, thresholds = [], [], []
    for emotion, score, of in zip(BasicEmotion, scores.T, labels.T, strict=True):
        platt = LogisticRegression(C=np.inf).fit(score[:, None], of)
        slope, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
        macro, least = best_threshold(score, of)
        chance = 1 / (1 + np.exp(-slope * least - shift))
        print(f"{emotion}: macro F1 {macro:.3f}, told from a chance of {chance:.2f}")
        slopes.append(slope)
        shifts.append(shift)
        thresholds.append(chance)
    features = [feature for space in fitted.spaces for feature in space.features]
    np.savez_compressed(
        file,
        features=np.array([fingerprint(feature) for feature in features], dtype=np.uint32),
        weights=np.rint(exact / scale).astype(np.int16),
        scale=scale,
        bias=np.array([model.intercept_[0] for model in fitted.models]),
        slope=np.array(slopes),
        shift=np.array(shifts),
        threshold=np.array(thresholds),
    )
    print(f"{file.name}: {len(features)} features, {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
