from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.ingest.models import TenantId


class Via(StrEnum):
    CHAT = "chat"
    """A Telegram chat: private, group or channel."""
    WEBHOOK = "webhook"
    """The tenant's own URL."""
    NOBODY = "nobody"
    """Nothing is sent: who ordered it asks for it, as the API does."""


@dataclass(frozen=True, slots=True)
class Destination:
    via: Via
    chat_id: int = 0
    """Telegram's marked id for a chat, the endpoint's id for a webhook."""
    thread_id: int = 0
    """The forum topic; 0 outside of one."""

    @property
    def key(self) -> str:
        """Its name in the delivery ledger."""
        thread = f"/{self.thread_id}" if self.thread_id else ""
        return f"{self.via}:{self.chat_id}{thread}"


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
    tenant: TenantId
    died_at: datetime
    """When the last attempt failed: a letter that is renewed is another one from then on."""
    tenant_name: str = ""
    """For those who see letters of several; empty where a tenant looks at its own."""


@dataclass(frozen=True, slots=True)
class UntoldLetter:
    """A dead letter of which the operators do not know yet."""

    id: int
    tenant: TenantId
    event: str
    died_at: datetime


@dataclass(frozen=True, slots=True)
class DeadLetterNotice:
    """What one message to the operators tells of."""

    letters: tuple[UntoldLetter, ...]
    again: bool = False
    """An earlier message about some of them may have arrived or not."""

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many there are of each event, the most frequent first."""
        return dict(Counter(letter.event for letter in self.letters).most_common())


class ChatState(StrEnum):
    """Whether a chat can be written to, as Telegram last said."""

    OPEN = "open"
    BLOCKED = "blocked"
    """The person blocked the bot, or never spoke to it, or is gone."""
    KICKED = "kicked"
    """The bot is no member any more."""
    CLOSED = "closed"
    """It is a member and may not write: no right to, or the topic is closed."""
    GONE = "gone"
    """There is no such chat."""
    MIGRATED = "migrated"
    """It goes on as a supergroup."""


@dataclass(frozen=True, slots=True)
class ChatStatus:
    state: ChatState
    migrated_to: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveredChunk:
    """A chunk that went out: where it can be edited."""

    chat: str
    chunk: int
    reference: str | None
