"""What people send to Alfred, and the one receipt that each of it gets."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

TELEGRAM = "telegram"
"""The device of everything that comes through the bot; its sequence is Telegram's update_id."""


class EntryKey(NamedTuple):
    actor: str
    """Who sent it: Telegram's id of the person, or of the chat that speaks as itself."""
    device: str
    client_seq: int
    """The device's own number of it, by which a second copy is known."""


@dataclass(frozen=True, slots=True)
class Incoming:
    key: EntryKey
    chat: str
    """Where it was said. What one actor says there is answered one after the other."""
    payload: bytes | None
    """As the transport wrote it, to be handled again after a crash. None if it holds a secret
    that may not be stored: then a crash costs the person a second try, and they are told so."""
    correlation: UUID | None = field(default=None, compare=False)
    """What is done for it is done under this id; the ledger gives it."""


class ReceiptKind(StrEnum):
    REPLY = "reply"
    """It was answered."""
    REFUSAL = "refusal"
    """It was answered by a refusal: no right, or too many at once."""
    ERROR = "error"
    """It failed, and the person was told so."""
    INTERRUPTED = "interrupted"
    """The process died over an answer that may or may not have gone out; the person was told."""
    SILENT = "silent"
    """It needs no answer, such as somebody joining."""
    UNDELIVERABLE = "undeliverable"
    """There was an answer, and the chat cannot be written to."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of an answer, by its place in the order in which the answer was sent."""

    ordinal: int
    result: bytes
    """What the transport answered (a message), so that the answer can be gone through again; or,
    under a number that no message has, what the answer says."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An accepted entry without a receipt, as a new process finds it."""

    entry: Incoming
    attempts: int
    """How often a process took it up, this time included."""
    sent: tuple[Sent, ...] = ()
    sending: int | None = None
    """The message that was on its way when the process died: it may have arrived or not."""


class DialogueKey(NamedTuple):
    """Where a dialogue of several steps is held, in the terms of aiogram's ``StorageKey``."""

    bot_id: int
    chat_id: int
    user_id: int
    thread_id: int
    """0 outside of topics."""
    destiny: str


@dataclass(frozen=True, slots=True)
class Dialogue:
    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    """JSON; never a secret."""


@dataclass(frozen=True, slots=True)
class Receipt:
    kind: ReceiptKind
    reply: str | None = None
    """The transport's id of the last message of the answer."""
    sent: tuple[Sent, ...] = ()
    """What was sent and is not in the ledger yet."""
    dialogues: dict[DialogueKey, Dialogue] = field(default_factory=dict)
    """Dialogues as the answer left them: they move on with the receipt, or not at all."""
