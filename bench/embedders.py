"""Embedders that need no network and no weights, to try the archive's vectors with.

Both know words alone and nothing of the world: what they find says how the vectors are stored and
mixed in, and nothing about what a real embedder would find.
"""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import mul
from typing import Final

from pipeline.language.stems import stems
from pipeline.llm.ports import Embedder
from tests.servers.gigachat.vectors import embedding

KINDS: Final = ("hashing", "latent")
DIMENSION: Final = 1_024
"""That of GigaChat's smaller embedder."""
TOPICS: Final = 100
"""Dimensions of the latent space."""
_SPARE: Final = 10
_ROUNDS: Final = 3
_LEAST: Final = 1e-9

Column = list[float]


class Hashing:
    """Feature hashing of the beginnings of words, as the stand-in servers embed."""

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        return [embedding(text, DIMENSION) for text in texts]

    async def dimension(self) -> int:
        return DIMENSION


class Noise:
    """Dense vectors that mean nothing: they cost what real ones cost to store and to compare."""

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        return [
            [chance.random() - 0.5 for _ in range(DIMENSION)] for chance in map(_seeded, texts)
        ]

    async def dimension(self) -> int:
        return DIMENSION


class Latent:
    """Latent semantic analysis (Deerwester et al., 1990) of the texts that it is given first.

    The space is found by randomised subspace iteration (Halko, Martinsson, Tropp, 2011).
    """

    def __init__(self, texts: Sequence[str], topics: int = TOPICS) -> None:
        said = [Counter(stems(text)) for text in texts]
        holders = Counter(stem for each in said for stem in each)
        self._rarity = {stem: math.log(len(said) / held) for stem, held in holders.items()}
        rows = [self._weights(each) for each in said]
        chance = random.Random(1)  # noqa: S311
        self._space = [
            {stem: chance.gauss(0, 1) for stem in sorted(holders)} for _ in range(topics + _SPARE)
        ]
        for _ in range(_ROUNDS):
            products = _orthonormal(
                [[_product(row, axis) for row in rows] for axis in self._space]
            )
            names = sorted(holders)
            axes = _orthonormal([_back(rows, product, names) for product in products])
            self._space = [dict(zip(names, axis, strict=True)) for axis in axes]
        self._space = self._space[:topics]

    async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        rows = [self._weights(Counter(stems(text))) for text in texts]
        return [[_product(row, axis) for axis in self._space] for row in rows]

    async def dimension(self) -> int:
        return len(self._space)

    def _weights(self, said: Mapping[str, int]) -> dict[str, float]:
        return {
            stem: (1 + math.log(times)) * self._rarity[stem]
            for stem, times in said.items()
            if stem in self._rarity
        }


def embedder(kind: str, texts: Sequence[str]) -> Embedder:
    return Latent(texts) if kind == "latent" else Hashing()


def _seeded(text: str) -> random.Random:
    return random.Random(text)  # noqa: S311 - the same text, the same vector


def _product(row: Mapping[str, float], axis: Mapping[str, float]) -> float:
    return sum(weight * axis[stem] for stem, weight in row.items())


def _back(rows: Sequence[Mapping[str, float]], product: Column, names: Sequence[str]) -> Column:
    column = dict.fromkeys(names, 0.0)
    for row, times in zip(rows, product, strict=True):
        for stem, weight in row.items():
            column[stem] += weight * times
    return list(column.values())


def _orthonormal(columns: Sequence[Column]) -> list[Column]:
    """Gram and Schmidt's way, modified; what depends on the others is left out."""
    found: list[Column] = []
    for given in columns:
        column = given
        for other in found:
            along = sum(map(mul, column, other))
            column = [a - along * b for a, b in zip(column, other, strict=True)]
        length = math.hypot(*column)
        if length > _LEAST:
            found.append([value / length for value in column])
    return found
