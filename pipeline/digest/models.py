"""The digest itself, and the decision about it."""

from enum import StrEnum
from typing import Literal, NewType

from pipeline.digest.answers import Answer, Ids, Stage
from pipeline.digest.findings import Emotion, Participant, Thread, Topic
from pipeline.digest.preparation import Attachment, Mode, Statistics
from pipeline.digest.statements import Baseline, Judged, Quality

DigestId = NewType("DigestId", int)


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    BLOCKED_QUALITY = "blocked_quality"
    BLOCKED_RBAC = "blocked_rbac"
    BLOCKED_QUOTA = "blocked_quota"
    SKIPPED = "skipped"


class Decision(Answer):
    """The object that opens the door: without ``deliver`` and the right hash nothing goes out."""

    deliver: bool
    status: DeliveryStatus
    reasons: tuple[str, ...]
    content_hash: str
    """SHA-256 of the judged statements; a digest whose text has another hash is not delivered."""


class Fallback(Answer):
    """A stage that rules answered, wholly or in part, where a model should have."""

    stage: Stage
    reason: str


class Digest(Answer):
    """A digest as it is stored: every answer that a view needs, and the decision about it."""

    language: Literal["ru", "en"]
    engine: str
    """Who wrote its sentences: ``rules``, or the model's name."""
    fallbacks: tuple[Fallback, ...] = ()
    mode: Mode
    statistics: Statistics
    threads: tuple[Thread, ...]
    topics: tuple[Topic, ...]
    participants: tuple[Participant, ...]
    emotion: Emotion
    attachments: tuple[Attachment, ...]
    spoken: Ids = ()
    """Of the messages that it cites, those that were said aloud."""
    statements: tuple[Judged, ...]
    dropped: int
    quality: Quality
    baseline: Baseline | None
    decision: Decision
    tokens: int
    """Billed tokens of the run."""
    calls: int = 0
    """Calls of the model that were answered."""
    seconds: float
    """From the start of the run, or of the process that took it over after a crash."""
    run_id: str
