"""A message as a row of ``group_messages`` and back.

What few messages have goes into one jsonb column, ``details``, which is NULL for all others.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg
import orjson

from pipeline.ingest.models import Heard, Media, MediaKind, Message, MessageKind, Reaction
from pipeline.ingest.talk import Aside, aside
from storage.postgres.errors import UnstorableTextError


def columns(messages: Sequence[Message]) -> tuple[list[Any], ...]:
    """The arrays that ``Messages.accept`` unnests, in its order.

    Raises:
        UnstorableTextError: A text holds a NUL character or a lone surrogate.
    """
    names = [message.author_name for message in messages]
    texts = [message.text for message in messages]
    try:
        details = [_details(message) for message in messages]
        sure = _surely_storable(names) and _surely_storable(texts) and _surely_storable(details)
    except (UnicodeEncodeError, orjson.JSONEncodeError):
        sure = False
    if not sure:
        _refuse_unstorable(messages)
    return (
        [message.id for message in messages],
        [message.sent_at for message in messages],
        [message.edit_version for message in messages],
        [message.kind.value for message in messages],
        [message.author_id for message in messages],
        names,
        texts,
        [message.reply_to for message in messages],
        [message.topic_id for message in messages],
        details,
        [aside(message) for message in messages],
        [None if message.post is None else message.post[0] for message in messages],
        [None if message.post is None else message.post[1] for message in messages],
    )


def to_message(row: asyncpg.Record) -> Message:
    details = row["details"]
    return Message(
        id=row["message_id"],
        sent_at=row["sent_at"],
        kind=MessageKind(row["kind"]),
        author_id=row["author_id"],
        author_name=row["author_name"],
        text=row["text"],
        edit_version=row["edit_version"],
        reply_to=row["reply_to"],
        topic_id=row["topic_id"],
        own=row["aside"] == Aside.OWN,
        heard=_heard(row["heard"]),
        **({} if details is None else _from_details(orjson.loads(details))),
    )


def _details(message: Message) -> str | None:
    if not (
        message.media
        or message.reactions
        or message.mentions
        or message.links
        or message.forwarded_from
        or message.via_bot
        or message.action
        or message.command is not None
    ):
        return None
    details: dict[str, object] = {
        "media": _media(message.media),
        "reactions": [[reaction.emoji, reaction.count] for reaction in message.reactions],
        "mentions": message.mentions,
        "links": message.links,
        "forwarded_from": message.forwarded_from,
        "via_bot": message.via_bot,
        "action": message.action,
    }
    told = {name: value for name, value in details.items() if value}
    if message.command is not None:
        told["command"] = message.command  # False tells something too
    return orjson.dumps(told).decode()


def _media(media: Media | None) -> list[str | int | None] | None:
    return None if media is None else [media.kind.value, media.name, media.size, media.seconds]


def _heard(told: str | None) -> Heard | None:
    if told is None:
        return None
    heard = orjson.loads(told)
    return Heard(heard["text"], heard["confidence"], tuple(heard["unsure"]))


def _from_details(details: dict[str, Any]) -> dict[str, Any]:
    media = details.get("media")
    return {
        **details,
        "media": media and Media(MediaKind(media[0]), *media[1:]),
        "reactions": tuple(Reaction(*reaction) for reaction in details.get("reactions", ())),
        "mentions": tuple(details.get("mentions", ())),
        "links": tuple(details.get("links", ())),
    }


def _surely_storable(texts: Sequence[str | None]) -> bool:
    """False for what may hold a NUL, as text or as JSON writes it; a surrogate is an error."""
    together = "".join(text for text in texts if text is not None).encode()
    return b"\0" not in together and b"\\u0000" not in together


def _refuse_unstorable(messages: Sequence[Message]) -> None:
    for message in messages:
        together = "".join(_texts(message))
        if "\0" in together or any("\ud800" <= character <= "\udfff" for character in together):
            raise UnstorableTextError(
                f"message {message.id} holds a NUL character or half of a surrogate pair, which"
                " PostgreSQL cannot store — strip it where the message is read"
            )


def _texts(message: Message) -> Iterator[str]:
    yield from (message.author_id, message.author_name, message.text)
    yield from (message.forwarded_from or "", message.via_bot or "", message.action or "")
    yield from (*message.mentions, *message.links, *(r.emoji for r in message.reactions))
    if message.media and message.media.name:
        yield message.media.name
