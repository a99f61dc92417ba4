"""The events of the house: what happened, to whom, and the key that makes it happen once.

The names, producers and keys are the contract of docs/events; each payload's JSON Schema is
generated from these models.
"""

from abc import ABC, abstractmethod
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict


class Event(BaseModel, ABC):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: ClassVar[str]
    tenant_id: int

    @property
    @abstractmethod
    def key(self) -> str:
        """Idempotency key: an event with a known name and key is never recorded again."""


class GroupMessageIngested(Event):
    """A message, or a later version of one, was stored."""

    name: ClassVar[str] = "group.message.ingested.v1"
    group_id: int
    message_id: int
    edit_version: int

    @property
    def key(self) -> str:
        return f"{self.tenant_id}:{self.group_id}:{self.message_id}:{self.edit_version}"


class GroupMessageDeleted(Event):
    """A message was deleted: its text is erased, and what was told of it is to be corrected."""

    name: ClassVar[str] = "group.message.deleted.v1"
    group_id: int
    message_id: int

    @property
    def key(self) -> str:
        return f"{self.tenant_id}:{self.group_id}:{self.message_id}"


class WindowEvent(Event):
    group_id: int
    window_id: int


class GroupWindowReady(WindowEvent):
    """A window of a group closed, or was asked for: it can be digested."""

    name: ClassVar[str] = "group.window.ready.v1"
    start: datetime
    end: datetime
    size_hours: Literal[4, 6, 12, 24]

    @property
    def key(self) -> str:
        return str(self.window_id)


class DigestGenerateRequested(WindowEvent):
    """Somebody wants the digest of a window: a command, the API or the schedule."""

    name: ClassVar[str] = "digest.generate.requested.v1"
    version: int
    language: Literal["ru", "en"]
    engine: Literal["auto", "rules", "model"]
    channel: str
    """Where the finished digest goes: ``terminal``, later a Telegram chat or a webhook."""

    @property
    def key(self) -> str:
        return f"{self.window_id}:{self.version}"


class DigestOrdered(WindowEvent):
    """Somebody ordered the digest of a window, to be sent or fetched when it is there."""

    name: ClassVar[str] = "digest.ordered.v1"
    language: Literal["ru", "en"]
    engine: Literal["auto", "rules", "model"]
    order_id: int
    """The first of the orders that were placed together."""

    @property
    def key(self) -> str:
        return str(self.order_id)


class RunEvent(WindowEvent):
    run_id: str


class DigestContextPrepared(RunEvent):
    """A run chose the messages that its stages will read."""

    name: ClassVar[str] = "digest.context.prepared.v1"
    messages: int
    kept: int
    duplicates: int
    history_matches: int

    @property
    def key(self) -> str:
        return f"{self.window_id}:{self.run_id}"


class StageOutcome(StrEnum):
    OK = "ok"
    RETRY = "retry"
    FALLBACK = "fallback"
    DEGRADED = "degraded"


class StageEvent(RunEvent):
    stage: str

    @property
    def key(self) -> str:
        return f"{self.window_id}:{self.stage}:{self.run_id}"


class DigestStageStarted(StageEvent):
    """A stage of a run began."""

    name: ClassVar[str] = "digest.stage.started.v1"


class DigestStageCompleted(StageEvent):
    """A stage of a run answered."""

    name: ClassVar[str] = "digest.stage.completed.v1"
    outcome: StageOutcome
    reason: str | None = None
    seconds: float
    reused: bool
    """The answer came from a stored artifact; nothing was computed."""
    engine: str = "rules"
    """Who answered: ``rules``, or the model's name."""
    calls: int = 0
    """Calls of the model that it took."""
    tokens: int = 0
    """Billed tokens of those calls."""


class DigestBlocked(WindowEvent):
    """The decision about a digest was not to deliver it."""

    name: ClassVar[str] = "digest.blocked.v1"
    version: int
    digest_id: int
    status: str
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.window_id}:{self.version}"


class DigestEvent(WindowEvent):
    digest_id: int


class DigestReadyForDelivery(DigestEvent):
    """The decision about a digest was to deliver exactly the text of this hash."""

    name: ClassVar[str] = "digest.ready_for_delivery.v1"
    content_hash: str
    channel: str

    @property
    def key(self) -> str:
        return str(self.digest_id)


class DigestPersisted(DigestEvent):
    """A digest was stored."""

    name: ClassVar[str] = "digest.persisted.v1"
    version: int
    content_hash: str

    @property
    def key(self) -> str:
        return str(self.digest_id)


class DigestOrderSettled(WindowEvent):
    """An order came to its end."""

    name: ClassVar[str] = "digest.order.settled.v1"
    order_id: int
    state: str
    reason: str | None

    @property
    def key(self) -> str:
        return str(self.order_id)


class DigestDeliveryDue(DigestEvent):
    """A digest that was ordered is there: the order can be delivered."""

    name: ClassVar[str] = "digest.delivery.due.v1"
    order_id: int

    @property
    def key(self) -> str:
        return str(self.order_id)


class DigestCorrected(DigestEvent):
    """A digest lost or changed statements, because messages that they cite did."""

    name: ClassVar[str] = "digest.corrected.v1"
    content_hash: str
    """Of the corrected text."""
    dropped: int
    """Statements that are gone."""

    @property
    def key(self) -> str:
        return f"{self.digest_id}:{self.content_hash}"


class DigestDelivered(DigestEvent):
    """A digest reached a chat, or was found to have reached it before."""

    name: ClassVar[str] = "digest.delivered.v1"
    status: str
    chat: str
    chunks: int

    @property
    def key(self) -> str:
        return f"{self.digest_id}:{self.status}:{self.chat}"


class DigestDlq(Event):
    """All attempts failed; an operator can look at it and replay it."""

    name: ClassVar[str] = "digest.dlq.v1"
    digest_id: int | None
    window_id: int | None
    stage: str
    error: str
    """The error's type and our own words about it, never a driver's text with data in it."""
    attempts: int
    event_key: str = ""
    """Key of the event that could not be handled: a later one that dies is another death."""

    @property
    def key(self) -> str:
        subject = self.digest_id or f"window-{self.window_id}"
        return f"{subject}:{self.stage}:{self.event_key}"


EVENTS: tuple[type[Event], ...] = (
    GroupMessageIngested,
    GroupMessageDeleted,
    GroupWindowReady,
    DigestOrdered,
    DigestOrderSettled,
    DigestGenerateRequested,
    DigestContextPrepared,
    DigestStageStarted,
    DigestStageCompleted,
    DigestBlocked,
    DigestReadyForDelivery,
    DigestPersisted,
    DigestDeliveryDue,
    DigestCorrected,
    DigestDelivered,
    DigestDlq,
)
