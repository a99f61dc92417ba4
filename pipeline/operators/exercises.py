"""When people last took away what is known of them, or had it forgotten, to the very end."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Exercise(StrEnum):
    EXPORT = "export_me"
    """The file is with its person."""
    FORGET = "forget"
    """Nothing is left."""


class Exercises(Protocol):
    async def ended(self, exercise: Exercise) -> None:
        """It has come to its end just now; whose it was is not kept."""
        ...

    async def last(self) -> Mapping[Exercise, datetime]:
        """What was ever exercised, and when it was last."""
        ...
