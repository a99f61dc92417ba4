"""The button that calls off unfinished digests. Whoever presses is looked at."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field


class CallOffButton(CallbackData, prefix="xw1"):
    """It is meant."""

    upto: Annotated[int, Field(ge=0, lt=10**17)]
    """Microseconds of the Unix epoch: what is ordered later than it was asked stays."""
    until: int
