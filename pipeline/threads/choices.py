"""All that a decision on one message looks at."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.threads.candidates import candidates
from pipeline.threads.features import PairFeatures, pair
from pipeline.threads.memory import Memory
from pipeline.threads.scenes import SceneFeatures, scene, scene_features
from pipeline.threads.settings import ThreadSettings
from pipeline.threads.turns import Turn


@dataclass(frozen=True, slots=True)
class Choices:
    others: Sequence[Turn]
    """Candidates for the parent, in the order of the talk."""
    signs: Sequence[PairFeatures]
    """Of each of them."""
    scene: SceneFeatures


def choices(turn: Turn, memory: Memory, settings: ThreadSettings) -> Choices:
    here = scene(turn, memory)
    others = candidates(here, settings)
    return Choices(others, [pair(here, other) for other in others], scene_features(here))
