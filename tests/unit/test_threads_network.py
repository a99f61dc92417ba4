"""The model that is shipped, and what makes it."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from bench.threads.examples import Examples
from bench.threads.learning import Schedule, Shape, trained
from bench.train_threads import ensemble
from pipeline.threads import network, scorer
from pipeline.threads.features import PairFeatures
from pipeline.threads.network import SIGNS, Networks
from pipeline.threads.scenes import SceneFeatures

MOST_BYTES = 200_000
ANY_SCENE = SceneFeatures(*[0.5] * len(SceneFeatures._fields))
ANY_PAIR = PairFeatures(*[0.5] * len(PairFeatures._fields))


def test_the_shipped_model_is_small_and_read_once() -> None:
    assert network.FILE.stat().st_size < MOST_BYTES
    assert scorer.trained() is scorer.trained()


@pytest.mark.parametrize("candidates", [0, 1, 30])
def test_chances_are_of_all_candidates_and_none(candidates: int) -> None:
    chances = scorer.trained().chances([ANY_PAIR] * candidates, ANY_SCENE)

    assert candidates + 1 == len(chances)
    assert sum(chances) == pytest.approx(1.0, abs=1e-5)
    assert min(chances) >= 0.0


def test_a_model_of_other_signs_is_refused_with_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "links.npz"
    np.savez(file, signs=np.array(["charm"]))

    with pytest.raises(ValueError, match=r"other signs — run python -m bench\.train_threads"):
        network.load(file)


def test_a_saved_model_is_read_as_it_was(tmp_path: Path) -> None:
    model = scorer.trained()
    file = tmp_path / "links.npz"

    network.save({each.name: getattr(model, each.name) for each in fields(Networks)}, file)

    expected = model.chances([ANY_PAIR], ANY_SCENE)
    assert expected == network.load(file).chances([ANY_PAIR], ANY_SCENE)


def test_training_finds_the_sign_that_tells_and_gives_the_same_model_again() -> None:
    data = _toy(np.random.default_rng(1))
    schedule = Schedule(epochs=40)

    models = [trained(data, Shape(16, 8, 8), schedule, seed=3) for _ in range(2)]

    found = Networks(**ensemble(models[:1], bias=1.0))
    pairs = [_pair(telling=place == 2) for place in range(4)]
    assert 2 == int(np.argmax(found.chances(pairs, ANY_SCENE)))
    assert all(np.array_equal(models[0][name], models[1][name]) for name in models[0])


def test_a_sign_that_never_varied_in_training_weighs_nothing() -> None:
    data = _toy(np.random.default_rng(2))
    data.pairs[:, SIGNS.index("vote")] = 0

    model = trained(data, Shape(8, 4, 4), Schedule(epochs=1), seed=0)

    assert not model["pair"][SIGNS.index("vote")].any()


def _toy(random: np.random.Generator) -> Examples:
    """Of four candidates the one is true whose first sign is high."""
    decisions = 400
    pairs = random.normal(size=(4 * decisions, len(PairFeatures._fields))).astype(np.float16)
    true = np.zeros(4 * decisions, dtype=bool)
    true[np.arange(decisions) * 4 + random.integers(0, 4, decisions)] = True
    pairs[:, 0] = true * 3.0
    scenes = random.normal(size=(decisions, len(SceneFeatures._fields))).astype(np.float16)
    return Examples(pairs, scenes, np.full(decisions, 4), true, np.zeros(decisions, dtype=bool))


def _pair(*, telling: bool) -> PairFeatures:
    rest = [0.0] * (len(PairFeatures._fields) - 1)
    return PairFeatures(3.0 if telling else 0.0, *rest)
