"""Buttons about rollouts. Whoever presses is looked at, wherever the bytes come from.

What acts carries the version of the state that was shown, and a second of the Unix epoch after
which it does not act any more.
"""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.buttons.dead_letters import Number
from pipeline.rollout.models import STAGES, Act, Feature, Stage

Version = Annotated[int, Field(ge=0, lt=10**12)]
"""So that a button stays below Telegram's 64 bytes."""
Rank = Annotated[int, Field(ge=0, lt=len(STAGES))]


class FeaturesButton(CallbackData, prefix="xf1"):
    """All features in one list."""


class FeatureButton(CallbackData, prefix="xt1"):
    """Where one stands."""

    feature: Feature


class GatesButton(CallbackData, prefix="xg1"):
    feature: Feature


class HistoryButton(CallbackData, prefix="xh1"):
    """A page of the journal."""

    feature: Feature | None
    """None is all of them."""
    most: int
    """Entries on all pages together."""
    page: int = 0


class ActButton(CallbackData, prefix="xc1"):
    """Asks whether it is meant."""

    feature: Feature
    act: Act
    rank: Rank | None = None
    """Of the stage to which a rollback leads."""


class SureButton(CallbackData, prefix="xs1"):
    """It is meant."""

    feature: Feature
    act: Act
    rank: Rank | None
    version: Version
    until: int


class ApproveButton(CallbackData, prefix="xp1"):
    """A second person agrees."""

    feature: Feature
    proposal: Number


def stage_of(rank: int | None) -> Stage | None:
    return None if rank is None else STAGES[rank]
