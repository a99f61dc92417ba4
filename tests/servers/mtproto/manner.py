"""How something is said: when, in answer to what, in which topic, by whom first."""

from datetime import datetime
from typing import TypedDict

from telethon import types, utils

from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.world import now

GENERAL = 1
"""The topic of a forum whose messages carry no mark."""


class Manner(TypedDict, total=False):
    at: datetime
    reply_to: int
    quote: str
    topic: int
    forwarded_from: int
    """Marked id of the person or channel who said it first."""
    forwarded_name: str
    """Of somebody who hides the account."""
    silent: bool
    entities: list[Tl]
    grouped: int
    via_bot: int


def reply_header(manner: Manner) -> Tl:
    topic, answered = manner.get("topic", GENERAL), manner.get("reply_to")
    if topic != GENERAL:
        return types.MessageReplyHeader(
            forum_topic=True,
            reply_to_msg_id=answered or topic,
            reply_to_top_id=topic if answered else None,
        )
    if answered is None:
        return None
    quote = manner.get("quote")
    return types.MessageReplyHeader(
        reply_to_msg_id=answered, quote=quote is not None or None, quote_text=quote
    )


def forward_header(manner: Manner) -> Tl:
    origin, name = manner.get("forwarded_from"), manner.get("forwarded_name")
    if origin is None and name is None:
        return None
    return types.MessageFwdHeader(
        date=manner.get("at") or now(),
        from_id=None if origin is None else utils.get_peer(origin),
        from_name=name,
    )
