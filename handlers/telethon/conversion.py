"""One message of Telethon's to one `Message`, as `handlers.export` reads it from an export."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from telethon import types

from handlers.export.entities import NO_REFERENCES, References
from handlers.export.text import clean_name
from handlers.telethon import actions
from handlers.telethon.media import read_media
from handlers.telethon.peers import People, author_id, is_number, marked_id
from handlers.telethon.polls import listed_text
from handlers.telethon.reactions import read_reactions
from handlers.telethon.rich import rich_references, rich_text
from handlers.telethon.text import command, references, shown, tidied
from pipeline.ingest.models import (
    AuthorId,
    Media,
    Message,
    MessageId,
    MessageKind,
    Sound,
    Transport,
)
from pipeline.recordings.models import KINDS

_CACHED: Final = 4096
_UNREADABLE: Final = (types.MessageMediaUnsupported,)
"""An export keeps nothing but the id of a message that carries one of these."""


class _Content(NamedTuple):
    kind: MessageKind
    text: str
    found: References = NO_REFERENCES
    media: Media | None = None
    command: bool | None = None


class Conversion:
    """Converts messages of any chat.

    Args:
        people: Those that an account was told of.
        own: The bot's id: what it wrote is read by accounts as anybody's.
    """

    def __init__(self, people: People, own: int | None = None) -> None:
        self._people = people
        self._own = own
        self._clean_name = lru_cache(_CACHED)(clean_name)

    def convert(self, raw: Any) -> Message | None:
        """The message; none if it has no id or no date, as a ``MessageEmpty``.

        What Telethon knows and this does not is a message of the kind ``unknown``.
        """
        number, sent_at = getattr(raw, "id", None), _moment(getattr(raw, "date", None))
        if not is_number(number) or sent_at is None:
            return None
        service = isinstance(raw, types.MessageService)
        action = actions.named(raw.action) if service else None
        content = _service(raw, action) if action else _content(raw)
        author, name = self._author(raw, action)
        parent, topic = _place(raw, number)
        return Message(
            id=MessageId(number),
            sent_at=sent_at,
            kind=content.kind,
            author_id=author,
            author_name=name,
            text=content.text,
            edit_version=_edit_version(raw, sent_at),
            reply_to=parent,
            topic_id=topic,
            media=content.media,
            reactions=read_reactions(getattr(raw, "reactions", None)),
            mentions=content.found.mentions,
            links=content.found.links,
            forwarded_from=None if service else self._forwarded_from(raw),
            via_bot=None if service else self._via_bot(raw),
            action=action.word if action else None,
            command=content.command,
            own=self._is_own(raw),
            post=_post(raw),
            sound=_sound(content.media),
        )

    def knows_author(self, raw: Any) -> bool:
        """Whether it is known what the author is called; not told is also known."""
        marked = marked_id(_sender(raw))
        return marked is None or self._people.name(marked) is not None

    def _is_own(self, raw: Any) -> bool:
        if self._own is None:
            return False
        forward = getattr(raw, "fwd_from", None)
        return self._own in (marked_id(_sender(raw)), marked_id(getattr(forward, "from_id", None)))

    def _author(self, raw: Any, action: actions.Action | None) -> tuple[AuthorId, str]:
        if action is None or action.by_actor:
            sender = _sender(raw)
        else:
            sender = getattr(raw.action, "from_id", None)  # who came near another one
        name = self._name(sender)
        if not name and action is None:
            signature = getattr(raw, "post_author", None)
            name = self._clean_name(signature) if isinstance(signature, str) else ""
        return author_id(sender), name

    def _name(self, peer: Any) -> str:
        marked = marked_id(peer)
        return self._clean_name(self._people.name(marked) or "") if marked is not None else ""

    def _forwarded_from(self, raw: Any) -> str | None:
        """The source's name, empty if it is gone; none if nothing is forwarded."""
        forward = getattr(raw, "fwd_from", None)
        if not isinstance(forward, types.MessageFwdHeader):
            return None
        if marked_id(forward.from_id) is not None:
            return self._name(forward.from_id)
        if isinstance(forward.from_name, str) and forward.from_name:
            return self._clean_name(forward.from_name)
        if marked_id(forward.saved_from_peer) is not None:
            return self._name(forward.saved_from_peer)
        return None

    def _via_bot(self, raw: Any) -> str | None:
        bot = getattr(raw, "via_bot_id", None)
        username = self._people.username(bot) if is_number(bot) else None
        return self._clean_name(f"@{username}") if username else None


def _service(raw: Any, action: actions.Action) -> _Content:
    text = getattr(raw.action, action.text, None) if action.text else None
    return _Content(MessageKind.SERVICE, tidied(shown(text)))


def _content(raw: Any) -> _Content:
    medium = getattr(raw, "media", None)
    if not isinstance(raw, types.Message) or isinstance(medium, _UNREADABLE):
        return _Content(MessageKind.UNKNOWN, "")
    rich = raw.rich_message
    marked = None
    if rich is None:
        text = shown(raw.message)
        found, marked = references(text, raw.entities), command(text, raw.entities)
    else:
        text, found = rich_text(rich), rich_references(rich)
    text = tidied("\n".join(filter(None, [text, listed_text(medium)])))
    media = read_media(medium)
    if media is not None:
        kind = MessageKind.MEDIA
    elif isinstance(medium, types.MessageMediaPoll):
        kind = MessageKind.POLL
    else:
        kind = MessageKind.TEXT if text else MessageKind.UNKNOWN
    return _Content(kind, text, found, media, marked)


def _sender(raw: Any) -> Any:
    """The author; a channel's post and an anonymous administrator speak for the chat itself."""
    return getattr(raw, "from_id", None) or getattr(raw, "peer_id", None)


def _place(raw: Any, number: int) -> tuple[MessageId | None, MessageId | None]:
    """What the message replies to in this chat, and its topic.

    In a topic a message that answers nobody is told as a reply to the topic's first message.
    """
    action = getattr(raw, "action", None)
    if isinstance(action, types.MessageActionTopicCreate):
        return None, MessageId(number)
    reply = getattr(raw, "reply_to", None)
    if not isinstance(reply, types.MessageReplyHeader):
        return None, None
    told, top = reply.reply_to_msg_id, reply.reply_to_top_id
    topic = (top if is_number(top) else told) if reply.forum_topic else None
    elsewhere = reply.reply_to_peer_id is not None
    silent = isinstance(raw, types.MessageService) and not actions.is_reply(action)
    parent = None if elsewhere or silent or told in (topic, number) else told
    return _id(parent), _id(topic)


def _post(raw: Any) -> tuple[int, MessageId] | None:
    forward = getattr(raw, "fwd_from", None)
    if not isinstance(forward, types.MessageFwdHeader) or not is_number(forward.channel_post):
        return None
    chat = marked_id(forward.from_id)
    return None if chat is None else (chat, MessageId(forward.channel_post))


def _sound(media: Media | None) -> Sound | None:
    """The message is asked for by its number."""
    return Sound(Transport.ACCOUNT) if media is not None and media.kind in KINDS else None


def _id(number: Any) -> MessageId | None:
    return MessageId(number) if is_number(number) else None


def _edit_version(raw: Any, sent_at: datetime) -> int:
    """A hidden edit is none: reactions, views and buttons change so."""
    edited_at = _moment(getattr(raw, "edit_date", None))
    if edited_at is None or edited_at < sent_at or getattr(raw, "edit_hide", None):
        return 0
    return int(edited_at.timestamp())


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
