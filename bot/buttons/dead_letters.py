"""Buttons about dead letters. Whoever presses is looked at, wherever the bytes come from.

What acts carries the version of what was shown, and a second of the Unix epoch after which it
does not act any more.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from pipeline.delivery.models import DeadLetter

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Number = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""Of a letter: what the database takes for one."""


class OnLetter(StrEnum):
    SHOW = "show"
    REPLAY = "again"
    """Asks whether it is meant, as the next one does."""
    DROP = "drop"


class Deed(StrEnum):
    REPLAY = "again"
    DROP = "drop"


class LettersButton(CallbackData, prefix="xq1"):
    """A page of the list."""

    page: int = 0


class OpenLettersButton(CallbackData, prefix="xo1"):
    """The list, below what stands there."""


class LetterButton(CallbackData, prefix="xl1"):
    action: OnLetter
    letter: Number


class LetterDeedButton(CallbackData, prefix="xd1"):
    """It is meant."""

    deed: Deed
    letter: Number
    version: int
    until: int


class AllLettersButton(CallbackData, prefix="xa1"):
    """Asks whether all are to be replayed."""


class ReplayAllButton(CallbackData, prefix="xr1"):
    """It is meant."""

    upto: Number
    """Number of the last letter that there was: what dies later is not replayed with them."""
    until: int


def version_of(letter: DeadLetter) -> int:
    """Microseconds of the Unix epoch: when it died."""
    return (letter.died_at - _EPOCH) // timedelta(microseconds=1)


def seconds_of(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(seconds=1)
