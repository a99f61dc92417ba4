"""A message of a group, as every transport hands it over and every stage understands it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

TenantId = NewType("TenantId", int)
GroupId = NewType("GroupId", int)
"""Our own row id of a group, never Telegram's."""
MessageId = NewType("MessageId", int)
"""Telegram's id of a message inside its chat; in a replay, the export's own id."""
AuthorId = NewType("AuthorId", str)
"""Telegram's peer as a Desktop export writes it: ``user123``, ``channel5``; empty if unknown."""


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class MessageKind(StrEnum):
    TEXT = "text"
    MEDIA = "media"
    POLL = "poll"
    SERVICE = "service"
    UNKNOWN = "unknown"
    """A kind that this version does not know: kept and counted, never dropped."""


class MediaKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    ANIMATION = "animation"
    STICKER = "sticker"
    VOICE = "voice"
    VIDEO_NOTE = "video_note"
    AUDIO = "audio"
    FILE = "file"
    LOCATION = "location"
    CONTACT = "contact"
    TODO = "todo"
    GAME = "game"
    INVOICE = "invoice"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat that messages belong to; ``telegram_id`` is the marked id of the Bot API."""

    telegram_id: int
    kind: ChatKind
    title: str
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    kind: MediaKind
    name: str | None = None
    """A file's name, a sticker's emoji, a contact's or a place's title: all hostile chat text."""
    size: int | None = None
    """Bytes."""
    seconds: int | None = None


class Transport(StrEnum):
    """Who read a message."""

    BOT = "bot"
    ACCOUNT = "account"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Sound:
    """Where the sound of a message can be got."""

    transport: Transport
    handle: str | None = None
    """The bot's ``file_id``, or a path beside an export; an account asks for the message."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said aloud in a message, as a machine understood it."""

    text: str
    confidence: float
    """0 to 1."""
    unsure: tuple[str, ...] = ()
    """Words of it that may have been misheard."""


@dataclass(frozen=True, slots=True)
class Reaction:
    emoji: str
    """The emoji itself; ``custom`` and ``paid`` where Telegram gives no character."""
    count: int


@dataclass(frozen=True, slots=True)
class Message:
    """One version of one message.

    ``edit_version`` is 0 for the original and the edit's epoch second after an edit, so versions
    of one message compare the same way whichever transport saw them.
    """

    id: MessageId
    sent_at: datetime
    kind: MessageKind
    author_id: AuthorId
    author_name: str
    text: str
    edit_version: int = 0
    reply_to: MessageId | None = None
    topic_id: MessageId | None = None
    media: Media | None = None
    reactions: tuple[Reaction, ...] = ()
    mentions: tuple[str, ...] = ()
    """Usernames (with ``@``) and names that the text's entities mention."""
    links: tuple[str, ...] = ()
    forwarded_from: str | None = None
    via_bot: str | None = None
    action: str | None = None
    """What a service message says happened, in Telegram Desktop's words (``pin_message``)."""
    command: bool | None = None
    """Of a text that begins with a slash: True if Telegram marked that as a command, False if it
    is inside a code. None if it is unmarked, or does not begin so."""
    own: bool = False
    """Alfred wrote it, or what was forwarded here."""
    post: tuple[int, MessageId] | None = field(default=None, compare=False)
    """The channel and its number there, if it is a forwarded post: looked at where messages are
    stored, since Alfred may have posted it, and not kept."""
    sound: Sound | None = field(default=None, compare=False)
    """Of a voice message or a video note, as it is read: not kept with the message."""
    heard: Heard | None = None
    """Told by the archive: ``text`` ends with it. Whoever reads a message does not know of it."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a source has read a group without a gap."""

    message_id: MessageId
    """Every message up to this one that the source can give was accepted."""
    read_at: datetime


@dataclass(frozen=True, slots=True)
class ReadingAccount:
    """A tenant's own Telegram account, whose groups it may have read."""

    tenant: TenantId
    telegram_user_id: int
    connected_at: datetime
    lost: str | None = None
    """Why its session ended, if it did: it has to be connected again."""
