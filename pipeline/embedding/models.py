"""Talk on its way to vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.alfred.rules.surroundings import Remark
from pipeline.ingest.models import AuthorId, MessageId


@dataclass(frozen=True, slots=True)
class VectorSpace:
    """Where vectors can be compared: a model's, of one dimension."""

    model: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of one group that no passage holds, and what it takes to redact them."""

    remarks: Sequence[Remark]
    """The latest first."""
    people: Sequence[tuple[AuthorId, str]]
    """Who wrote in the group about that time and before, with the names they had."""
    mentions: Sequence[str]
    salt: bytes


Reached = tuple[datetime, MessageId]
"""A place in the order of a group's talk."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Messages that become one passage."""

    remarks: tuple[Remark, ...]
    text: str
    """Redacted; empty if they say too little to be looked for."""


@dataclass(frozen=True, slots=True)
class Embedded:
    remarks: tuple[Remark, ...]
    vector: Sequence[float] | None
    """Of length 1; None if there is nothing to be looked for."""


@dataclass(frozen=True, slots=True)
class QuestionVector:
    model: str
    vector: Sequence[float]
    """Of length 1."""
