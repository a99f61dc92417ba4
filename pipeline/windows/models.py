"""A window is the half-open span [start, end) of a group's talk that one digest tells."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType

from pipeline.ingest.models import GroupId

WindowId = NewType("WindowId", int)


class WindowSize(IntEnum):
    """Hours."""

    FOUR = 4
    SIX = 6
    TWELVE = 12
    DAY = 24


class WindowStatus(StrEnum):
    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"


STOPPED = "stopped"
"""The reason of a failed window whose run was given up because nobody wanted it any more."""


class SkipReason(StrEnum):
    """Why there is too little talk for a digest."""

    EMPTY = "empty_window"
    TOO_FEW = "too_few_messages"
    BLIND = "talk_not_seen"
    """The bot, which alone reads the group, sees no talk there: it is in privacy mode."""


@dataclass(frozen=True, slots=True)
class Span:
    start: datetime
    end: datetime
    size: WindowSize


@dataclass(frozen=True, slots=True)
class Window:
    id: WindowId
    group_id: GroupId
    span: Span
    status: WindowStatus
    reason: str | None = None
    """Why it was skipped or failed; None otherwise."""
    version: int = 0
    """How often a digest of it was asked for; the latest request's number."""
