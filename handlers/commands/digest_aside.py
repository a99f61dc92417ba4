"""What a button under a digest brings to light is for whoever pressed it.

It is told in private, in their language and by their clock; where that is closed, below the digest
for everybody there, in the group's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, ReplyParameters

from bot.telegram.errors import ChatUnreachableError
from bot.translator import Translator
from handlers.commands.digest_places import place_of
from pipeline.digest.request import Language
from pipeline.groups.clocks import own_clock
from pipeline.groups.models import ConnectedGroup, Person


@dataclass(frozen=True, slots=True)
class Hearing:
    """How something is told at a place."""

    language: Language
    wording: Translator
    zone: str


@dataclass(frozen=True, slots=True)
class Told:
    texts: Sequence[str]
    """In HTML, each of them a message."""
    keyboard: InlineKeyboardMarkup | None = None
    """Under the last of them."""


@dataclass(frozen=True, slots=True)
class SentAside:
    language: Language
    messages: Sequence[Message] = ()


@dataclass(frozen=True, slots=True)
class Hearers:
    own: Hearing
    """Of whoever pressed."""
    here: Hearing
    """Of the chat in which they did."""


def hearers(
    person: Person, group: ConnectedGroup, own_wording: Translator, wording: Translator
) -> Hearers:
    return Hearers(
        Hearing(person.language, own_wording, own_clock(person, group).zone),
        Hearing(group.language, wording, group.time_zone),
    )


async def tell_aside(
    bot: Bot, callback: CallbackQuery, tell: Callable[[Hearing], Told], to: Hearers
) -> SentAside:
    message = callback.message
    if message is None:
        return SentAside(to.own.language)
    place, below = place_of(message), message.message_id
    if place.private:
        sent = await _tell(bot, place.chat_id, tell(to.own), below)
        return SentAside(to.own.language, sent)
    try:
        sent = await _tell(bot, callback.from_user.id, tell(to.own))
    except ChatUnreachableError:
        sent = await _tell(bot, place.chat_id, tell(to.here), below, place.thread_id or None)
        return SentAside(to.here.language, sent)
    await callback.answer(to.own.wording.say("digesting-told"))
    return SentAside(to.own.language, sent)


async def _tell(
    bot: Bot, chat: int, told: Told, answered: int | None = None, thread: int | None = None
) -> Sequence[Message]:
    there = None
    if answered is not None:
        there = ReplyParameters(message_id=answered, allow_sending_without_reply=True)
    last = len(told.texts) - 1
    return [
        await bot.send_message(
            chat,
            text,
            parse_mode="HTML",
            message_thread_id=thread,
            reply_markup=told.keyboard if index == last else None,
            reply_parameters=there,
        )
        for index, text in enumerate(told.texts)
    ]
