import uuid
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Wanted:
    """The digest that somebody looks for, by one of the numbers that they may have."""

    by: Literal["order", "digest", "window", "correlation"]
    number: int = 0
    correlation: uuid.UUID | None = None
