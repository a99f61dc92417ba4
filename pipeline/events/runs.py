"""How a digest is made: asked for, prepared, stage by stage, stored, let out or held back."""

from enum import StrEnum
from typing import ClassVar, Literal

from pipeline.events.models import DigestEvent, WindowEvent


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
