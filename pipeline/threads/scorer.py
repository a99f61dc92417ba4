"""From signs to chances: what decides whom a message answers."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from pipeline.threads.features import PairFeatures
from pipeline.threads.network import Networks, load
from pipeline.threads.scenes import SceneFeatures


class Scorer(Protocol):
    def chances(self, signs: Sequence[PairFeatures], scene: SceneFeatures) -> Sequence[float]:
        """The chance of each candidate to be the parent, and last that of none; their sum is 1."""
        ...


@lru_cache(maxsize=1)
def trained() -> Networks:
    """The model that is shipped, read once."""
    return load()
