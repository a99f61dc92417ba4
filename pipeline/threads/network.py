"""The trained model: small networks that see a message's candidates all at once.

``links.npz`` beside this module holds their weights. ``python -m bench.train_threads`` makes it
from the training files of the Ubuntu IRC corpus of Kummerfeld et al. (ACL 2019, CC-BY-4.0), and
holds no text of it. ``docs/decisions/0047-how-threads-are-found.md`` tells how it was chosen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.threads.features import PairFeatures
from pipeline.threads.scenes import SceneFeatures

FILE = Path(__file__).with_name("links.npz")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Networks:
    """An ensemble; the first axis of every array counts its networks.

    Each network scores a pair by two hidden layers over the signs of the pair and of the scene,
    and "no parent" by one over the scene's. The softmax of the scores are its chances
    (Kummerfeld et al. 2019, section 5), and the mean over the networks is the ensemble's.
    """

    pair: Floats
    """Signs of a pair to the first layer."""
    scene: Floats
    """Signs of the scene to the first layer."""
    first: Floats
    """The first layer's biases."""
    inner: Floats
    second: Floats
    """The second layer's biases."""
    outer: Floats
    none: Floats
    """Signs of the scene to the layer that scores "no parent"."""
    none_first: Floats
    none_outer: Floats
    none_bias: Floats

    def chances(self, signs: Sequence[PairFeatures], scene: SceneFeatures) -> Sequence[float]:
        around = np.array(scene, dtype=np.float32)
        none = np.maximum(around @ self.none + self.none_first, 0.0)
        scores = [np.einsum("er,er->e", none, self.none_outer)[:, None] + self.none_bias]
        if signs:
            pairs = np.array(signs, dtype=np.float32)
            layer = pairs @ self.pair + (around @ self.scene + self.first)[:, None]
            layer = np.maximum(layer, 0.0) @ self.inner + self.second[:, None]
            scores.insert(0, (np.maximum(layer, 0.0) @ self.outer[..., None])[..., 0])
        return softmax(np.concatenate(scores, axis=1)).mean(axis=0).tolist()  # type: ignore[no-any-return]


def softmax(scores: Floats) -> Floats:
    """Over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)  # type: ignore[no-any-return]


def load(file: Path = FILE) -> Networks:
    """The model as it is shipped.

    Raises:
        ValueError: The file was made for other signs than those of the code.
    """
    with np.load(file, allow_pickle=False) as stored:
        names = tuple(stored["signs"].tolist())
        if names != SIGNS:
            raise ValueError(f"{file.name} is of other signs — run python -m bench.train_threads")
        return Networks(**{name: stored[name] for name in Networks.__slots__})


def save(weights: Mapping[str, Floats], file: Path) -> None:
    arrays: dict[str, Any] = {"signs": np.array(SIGNS), **weights}
    np.savez_compressed(file, **arrays)


SIGNS = (*PairFeatures._fields, *SceneFeatures._fields)
