from datetime import UTC, datetime
from itertools import pairwise

import pytest

from pipeline.rollout.models import Feature, Stage, State
from pipeline.rollout.rules.cohorts import BUCKETS, bucket, is_on

SINCE = datetime(2026, 11, 20, tzinfo=UTC)
MANY = range(1, 20_001)


def at(stage: Stage, feature: Feature = Feature.CHAT_V11) -> State:
    return State(feature, stage, 1, SINCE)


def let_in(stage: Stage, feature: Feature = Feature.CHAT_V11) -> set[int]:
    return {subject for subject in MANY if is_on(at(stage, feature), subject)}


def test_each_cohort_holds_the_one_before() -> None:
    cohorts = [let_in(stage) for stage in Stage]

    assert all(less < more for less, more in pairwise(cohorts))


@pytest.mark.parametrize(
    ("stage", "share"),
    [(Stage.CANARY_1, 0.01), (Stage.CANARY_10, 0.1), (Stage.CANARY_50, 0.5)],
)
def test_a_cohort_is_as_large_as_its_name_says(stage: Stage, share: float) -> None:
    assert len(let_in(stage)) / len(MANY) == pytest.approx(share, rel=0.15)


def test_the_first_to_get_one_feature_are_not_the_first_to_get_another() -> None:
    chat, digests = let_in(Stage.CANARY_10), let_in(Stage.CANARY_10, Feature.DIGEST_AGENT)

    assert len(chat & digests) / len(chat) == pytest.approx(0.1, abs=0.03)


def test_a_subject_keeps_its_bucket_for_ever() -> None:
    """Values of the first release: another would move people in and out of their cohorts."""
    told = [bucket(Feature.CHAT_V11, 1), bucket(Feature.DIGEST_AGENT, 1)]

    assert [2329, 1166] == told


def test_every_bucket_is_within_its_bounds() -> None:
    assert all(0 <= bucket(Feature.CHAT_V11, subject) < BUCKETS for subject in MANY)


def test_the_list_goes_before_the_stage_and_the_kill_switch_before_the_list() -> None:
    listed = State(Feature.CHAT_V11, Stage.OFF, 1, SINCE, allowed=frozenset({7}))
    killed = State(Feature.CHAT_V11, Stage.FULL, 1, SINCE, killed=True, allowed=frozenset({7}))

    assert is_on(listed, 7)
    assert not is_on(listed, 8)
    assert not is_on(killed, 7)
