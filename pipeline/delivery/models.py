from dataclasses import dataclass
from enum import StrEnum


class ChunkState(StrEnum):
    CLAIMED = "claimed"
    """This process may send it now."""
    SENT = "sent"
    """It went out before; never send it again."""
    UNCERTAIN = "uncertain"
    """A process claimed it and died: it may have gone out or not."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Something that could not be delivered after all attempts, kept for the operator."""

    id: int
    event: str
    key: str
    error: str
    attempts: int
