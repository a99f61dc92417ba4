"""What one update says of a chat; what says nothing of messages is passed over."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from telethon import types

from handlers.telethon.peers import channel_mark, is_number, marked_id


@dataclass(frozen=True, slots=True)
class Written:
    """A message is new or was edited."""

    chat: int
    message: Any


@dataclass(frozen=True, slots=True)
class Erased:
    chat: int | None
    """None for a basic group or a private chat: Telegram does not say which."""
    ids: list[int]


@dataclass(frozen=True, slots=True)
class Missed:
    """More happened in a channel than Telegram tells by updates."""

    chat: int


Told = Written | Erased | Missed


def read_update(update: Any) -> Told | None:
    reader = _READERS.get(type(update))
    return reader(update) if reader else None


def _written(update: Any) -> Told | None:
    chat = marked_id(getattr(update.message, "peer_id", None))
    return Written(chat, update.message) if chat is not None else None


def _short(update: Any) -> Told | None:
    """A text in a basic group, in the short form that Telegram chooses at will."""
    if not is_number(update.chat_id) or not is_number(update.from_id):
        return None
    peer = types.PeerChat(update.chat_id)
    message = types.Message(
        id=update.id,
        peer_id=peer,
        from_id=types.PeerUser(update.from_id),
        date=update.date,
        message=update.message,
        entities=update.entities,
        fwd_from=update.fwd_from,
        via_bot_id=update.via_bot_id,
        reply_to=update.reply_to,
    )
    return Written(-update.chat_id, message)


def _erased_anywhere(update: Any) -> Told | None:
    return Erased(None, _ids(update.messages))


def _erased_in_channel(update: Any) -> Told | None:
    if not is_number(update.channel_id):
        return None
    return Erased(channel_mark(update.channel_id), _ids(update.messages))


def _missed(update: Any) -> Told | None:
    return Missed(channel_mark(update.channel_id)) if is_number(update.channel_id) else None


def _ids(numbers: Any) -> list[int]:
    return [number for number in numbers if is_number(number)] if isinstance(numbers, list) else []


_READERS: Final[dict[type, Callable[[Any], Told | None]]] = {
    types.UpdateNewMessage: _written,
    types.UpdateNewChannelMessage: _written,
    types.UpdateEditMessage: _written,
    types.UpdateEditChannelMessage: _written,
    types.UpdateShortChatMessage: _short,
    types.UpdateDeleteMessages: _erased_anywhere,
    types.UpdateDeleteChannelMessages: _erased_in_channel,
    types.UpdateChannelTooLong: _missed,
}
TELLING: Final = tuple(_READERS)
"""The updates worth dispatching."""
