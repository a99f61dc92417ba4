"""Who has a feature at its stage: the same people each time, and everybody of the stage before."""

import hashlib
from collections.abc import Mapping
from typing import Final

from pipeline.rollout.models import Feature, Stage, State

BUCKETS: Final = 10_000
SHARES: Final[Mapping[Stage, int]] = {
    Stage.OFF: 0,
    Stage.CANARY_1: 100,
    Stage.CANARY_10: 1_000,
    Stage.CANARY_50: 5_000,
    Stage.FULL: BUCKETS,
}
"""Buckets that a stage lets in, from 0 on; so each cohort holds the one before."""
_BITS: Final = 60
"""Of the digest; as many as PostgreSQL turns from hexadecimal into a positive bigint at once."""


def bucket(feature: Feature, subject: int) -> int:
    """Where a subject stands in a feature's cohorts, from 0 to 9 999; for ever the same.

    The SHA-256 of both, so that the first to get one feature are not the first to get each.
    """
    digest = hashlib.sha256(f"{feature}:{subject}".encode()).digest()
    return (int.from_bytes(digest[:8]) >> (64 - _BITS)) % BUCKETS


def is_on(state: State, subject: int) -> bool:
    """Whether the feature is on for the subject, as far as the database tells."""
    if state.killed:
        return False
    if subject in state.allowed or state.stage is Stage.FULL:
        return True
    return state.stage is not Stage.OFF and bucket(state.feature, subject) < SHARES[state.stage]
