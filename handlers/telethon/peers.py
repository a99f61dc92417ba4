"""Peers as exports and the Bot API write them, and what people call them."""

from typing import Any, Final, Protocol, TypeGuard

from telethon import types

from pipeline.ingest.models import AuthorId

_CHANNEL_SHIFT: Final = -1_000_000_000_000
"""What the Bot API subtracts a channel's or supergroup's id from (``-100…``)."""
_KINDS: Final = {
    types.PeerUser: ("user", "user_id"),
    types.PeerChat: ("chat", "chat_id"),
    types.PeerChannel: ("channel", "channel_id"),
}


class People(Protocol):
    """Who was seen beside messages, by the marked id."""

    def name(self, marked: int) -> str | None:
        """Empty for a deleted account; none if it was never seen."""
        ...

    def username(self, marked: int) -> str | None:
        """Without the ``@``."""
        ...


def author_id(peer: Any) -> AuthorId:
    """``user123``, ``channel5``; empty if it is no peer."""
    prefix, attribute = _KINDS.get(type(peer), ("", ""))
    number = getattr(peer, attribute, None) if attribute else None
    return AuthorId(f"{prefix}{number}" if is_number(number) else "")


def marked_id(peer: Any) -> int | None:
    """The id as the Bot API marks it."""
    prefix, attribute = _KINDS.get(type(peer), ("", ""))
    number = getattr(peer, attribute, None) if attribute else None
    if not is_number(number):
        return None
    if prefix == "user":
        return number
    return -number if prefix == "chat" else channel_mark(number)


def channel_mark(channel: int) -> int:
    return _CHANNEL_SHIFT - channel


def is_number(value: Any) -> TypeGuard[int]:
    """Whether it is a whole number of 64 bits and more than 0."""
    return type(value) is int and 0 < value < 2**63
