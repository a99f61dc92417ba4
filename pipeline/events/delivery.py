"""What becomes of a digest that is there: delivered, corrected, or given up."""

from typing import ClassVar

from pipeline.events.models import DigestEvent, Event


class DigestDelivered(DigestEvent):
    """A digest reached a chat, or was found to have reached it before."""

    name: ClassVar[str] = "digest.delivered.v1"
    status: str
    chat: str
    chunks: int

    @property
    def key(self) -> str:
        return f"{self.digest_id}:{self.status}:{self.chat}"


class DigestCorrected(DigestEvent):
    """Messages that a digest cites were edited or deleted, and what was sent of it is stale."""

    name: ClassVar[str] = "digest.corrected.v1"
    content_hash: str
    """Of the corrected text."""
    dropped: int
    """Statements that are gone."""
    revision: int = 0
    """How often the digest was amended: a topic's title may change, and no statement."""

    @property
    def key(self) -> str:
        return f"{self.digest_id}:{self.revision}"


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
    letter: int = 0
    """Number of the dead letter: if that is replayed and dies again, it is another one."""

    @property
    def key(self) -> str:
        subject = self.digest_id or f"window-{self.window_id}"
        return f"{subject}:{self.stage}:{self.event_key}:{self.letter}"
