"""One message of the Bot API to one `Message`, just as the conversion of an export makes it."""

from datetime import UTC
from typing import Any, Final

from handlers.export.content import Content, read_content
from handlers.export.dates import read_date
from handlers.export.integers import whole_number
from handlers.export.problems import Problem, Problems
from handlers.export.reactions import read_reactions
from handlers.export.text import clean_name
from handlers.updates.actions import service_action, service_title
from handlers.updates.desktop import desktop_form
from pipeline.ingest.models import (
    AuthorId,
    Chat,
    ChatKind,
    Message,
    MessageId,
    Reaction,
    Sound,
    Transport,
)

Raw = dict[str, Any]

_FIRST_CHANNEL: Final = -1_000_000_000_000
_KINDS: Final = {
    "private": ChatKind.PRIVATE,
    "group": ChatKind.GROUP,
    "supergroup": ChatKind.SUPERGROUP,
    "channel": ChatKind.CHANNEL,
}


def convert_chat(raw: Raw) -> Chat:
    """The chat as a message names it."""
    title = raw.get("title") or _person_name(raw)
    username = raw.get("username")
    return Chat(
        telegram_id=int(raw["id"]),
        kind=_KINDS.get(str(raw.get("type")), ChatKind.SUPERGROUP),
        title=clean_name(str(title)),
        username=username if isinstance(username, str) else None,
    )


def convert_message(raw: Raw, problems: Problems, own: int | None = None) -> Message | None:
    """The message; none, and a problem counted, if it has no id or date.

    Args:
        raw: As the Bot API gives it.
        problems: Where is counted what was passed over.
        own: The bot's id.
    """
    message_id, sent_at = (
        whole_number(raw.get("message_id")),
        read_date(raw.get("date"), None, UTC),
    )
    if message_id is None:
        problems.add(Problem.INVALID_ID)
        return None
    if sent_at is None:
        problems.add(Problem.INVALID_DATE)
        return None
    action = service_action(raw)
    content = _content(raw, action, problems)
    author_id, author_name = _author(raw)
    reply, topic = _place(MessageId(message_id), raw)
    return Message(
        id=MessageId(message_id),
        sent_at=sent_at,
        kind=content.kind,
        author_id=author_id,
        author_name=author_name,
        text=content.text,
        edit_version=whole_number(raw.get("edit_date")) or 0,
        reply_to=reply,
        topic_id=topic,
        media=content.media,
        mentions=content.found.mentions,
        links=content.found.links,
        forwarded_from=_forwarded_from(raw),
        via_bot=_via_bot(raw),
        action=action,
        command=content.command,
        own=own is not None and f"user{own}" in (author_id, _first_author(raw)),
        post=_post(raw),
        sound=_sound(raw),
    )


def convert_reactions(raw: Raw, problems: Problems) -> tuple[Reaction, ...]:
    """The counts of a ``message_reaction_count``."""
    counts = [
        {**(each.get("type") or {}), "count": each.get("total_count")}
        for each in raw.get("reactions") or ()
        if isinstance(each, dict)
    ]
    return read_reactions(counts, problems)


def _content(raw: Raw, action: str | None, problems: Problems) -> Content:
    if action is None:
        return read_content(desktop_form(raw), problems)
    return read_content({"type": "service", "title": service_title(raw)}, problems)


def _author(raw: Raw) -> tuple[AuthorId, str]:
    """A chat that speaks as itself is the author, be it the group or a channel."""
    chat = raw.get("sender_chat")
    if not isinstance(chat, dict) and not isinstance(raw.get("from"), dict):
        chat = raw.get("chat")
    if isinstance(chat, dict):
        name = chat.get("title") or raw.get("author_signature") or _person_name(chat)
        return _peer(whole_number(chat.get("id"))), clean_name(str(name))
    person = raw["from"]
    return _peer(whole_number(person.get("id"))), clean_name(_person_name(person))


def _peer(marked: int | None) -> AuthorId:
    """A marked id as exports write peers."""
    if marked is None:
        return AuthorId("")
    if marked > 0:
        return AuthorId(f"user{marked}")
    if marked < _FIRST_CHANNEL:
        return AuthorId(f"channel{_FIRST_CHANNEL - marked}")
    return AuthorId(f"chat{-marked}")


def _person_name(raw: Raw) -> str:
    return " ".join(filter(None, (raw.get("first_name"), raw.get("last_name"))))


def _place(message: MessageId, raw: Raw) -> tuple[MessageId | None, MessageId | None]:
    """What the message replies to in this chat, and its topic.

    A message of a topic that replies to nobody is given as a reply to the topic's opening.
    """
    if "forum_topic_created" in raw:
        return None, message
    topic = whole_number(raw.get("message_thread_id")) if raw.get("is_topic_message") else None
    replied = raw.get("reply_to_message") or raw.get("pinned_message")
    parent = whole_number(replied.get("message_id")) if isinstance(replied, dict) else None
    if parent in (message, topic):
        parent = None
    return (
        None if parent is None else MessageId(parent),
        None if topic is None else MessageId(topic),
    )


def _forwarded_from(raw: Raw) -> str | None:
    """The source's name, empty if it is gone; none if nothing is forwarded."""
    origin = raw.get("forward_origin")
    if not isinstance(origin, dict):
        return None
    if isinstance(person := origin.get("sender_user"), dict):
        return clean_name(_person_name(person))
    if isinstance(chat := origin.get("sender_chat") or origin.get("chat"), dict):
        return clean_name(str(chat.get("title") or _person_name(chat)))
    return clean_name(str(origin.get("sender_user_name") or ""))


def _first_author(raw: Raw) -> AuthorId:
    """Who wrote what was forwarded, if it was a person or a bot that does not hide it."""
    origin = raw.get("forward_origin")
    person = origin.get("sender_user") if isinstance(origin, dict) else None
    return _peer(whole_number(person.get("id"))) if isinstance(person, dict) else AuthorId("")


def _post(raw: Raw) -> tuple[int, MessageId] | None:
    origin = raw.get("forward_origin")
    channel = origin.get("chat") if isinstance(origin, dict) else None
    if not isinstance(origin, dict) or not isinstance(channel, dict):
        return None
    chat, number = whole_number(channel.get("id")), whole_number(origin.get("message_id"))
    return None if chat is None or number is None else (chat, MessageId(number))


def _sound(raw: Raw) -> Sound | None:
    said = raw.get("voice") or raw.get("video_note")
    file = said.get("file_id") if isinstance(said, dict) else None
    if not isinstance(file, str) or not (file.isascii() and file.isprintable()):
        return None
    return Sound(Transport.BOT, file)


def _via_bot(raw: Raw) -> str | None:
    bot = raw.get("via_bot")
    username = bot.get("username") if isinstance(bot, dict) else None
    return clean_name(f"@{username}") if isinstance(username, str) and username else None
