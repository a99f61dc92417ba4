"""Who speaks: not everything that has a sender comes from a person."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aiogram.types import Message, User

GROUP_ANONYMOUS_BOT: Final = 1_087_968_824
"""Telegram's stand-in for an administrator who speaks as the group."""
TELEGRAM_ACCOUNT: Final = 777_000
"""Telegram itself; it brings a linked channel's posts into its group."""


class SenderKind(StrEnum):
    PERSON = "person"
    ANONYMOUS_ADMIN = "anonymous_admin"
    """An administrator who speaks as the group: nobody knows which."""
    CHANNEL = "channel"
    """A channel, in itself or as a speaker in a group."""
    LINKED_CHANNEL = "linked_channel"
    """A post of the group's channel, brought in by Telegram: nobody asks for anything."""
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Sender:
    kind: SenderKind
    id: int
    """Of the person or bot; of the chat that speaks as itself."""

    @property
    def is_person(self) -> bool:
        return self.kind is SenderKind.PERSON


def sender_of(message: Message) -> Sender:
    if message.is_automatic_forward:
        chat = message.sender_chat or message.chat
        return Sender(SenderKind.LINKED_CHANNEL, chat.id)
    if message.sender_chat is not None:
        chat = message.sender_chat
        group = chat.id == message.chat.id and chat.type != "channel"
        return Sender(SenderKind.ANONYMOUS_ADMIN if group else SenderKind.CHANNEL, chat.id)
    if message.from_user is None:
        return Sender(SenderKind.CHANNEL, message.chat.id)
    return _user(message.from_user, message.chat.id)


def sender_of_user(user: User) -> Sender:
    """Who pressed a button, or changed a membership."""
    return _user(user, user.id)


def _user(user: User, chat: int) -> Sender:
    if user.id == GROUP_ANONYMOUS_BOT:
        return Sender(SenderKind.ANONYMOUS_ADMIN, chat)
    if user.is_bot or user.id == TELEGRAM_ACCOUNT:
        return Sender(SenderKind.BOT, user.id)
    return Sender(SenderKind.PERSON, user.id)
