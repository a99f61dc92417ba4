"""What a reader says of a digest."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.digest.models import DigestId
from pipeline.groups.models import PersonId


class Opinion(StrEnum):
    GOOD = "good"
    BAD = "bad"
    WRONG = "wrong"
    """One line of it is wrong."""


@dataclass(frozen=True, slots=True)
class Feedback:
    digest_id: DigestId
    person: PersonId
    opinion: Opinion
    statement: int | None = None
    """Position of the wrong line among the digest's statements."""
    seen: str = ""
    """Content hash of the text in which the wrong line has that position."""

    def __post_init__(self) -> None:
        if (self.opinion is Opinion.WRONG) != (self.statement is not None):
            raise ValueError("a line is named if it is wrong, and only then")
        if self.statement is not None and self.statement < 0:
            raise ValueError("a line's position is counted from 0")
