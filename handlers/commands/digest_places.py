"""Where a digest was asked for, and answering there or aside."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessageUnion,
    Message,
    ReplyParameters,
)

from bot.telegram.errors import ChatUnreachableError
from bot.translator import Translator
from pipeline.delivery.models import Destination, Via

_FIXED = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


@dataclass(frozen=True, slots=True)
class Place:
    chat_id: int
    thread_id: int
    """The forum topic; 0 outside of one."""
    private: bool

    @property
    def destination(self) -> Destination:
        return Destination(Via.CHAT, self.chat_id, self.thread_id)


def place_of(message: MaybeInaccessibleMessageUnion) -> Place:
    thread = 0
    if isinstance(message, Message) and message.is_topic_message:
        thread = message.message_thread_id or 0
    return Place(message.chat.id, thread, message.chat.type == "private")


async def rewrite(
    bot: Bot,
    message: MaybeInaccessibleMessageUnion,
    text: str,
    keyboard: InlineKeyboardMarkup | None = None,
) -> bool:
    """Put another text in the place of a message; False if it cannot be changed any more."""
    try:
        await bot.edit_message_text(
            text, chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard
        )
    except TelegramBadRequest as refused:
        if any(words in refused.message for words in _FIXED):
            return False
        raise
    return True


async def tell_aside(
    bot: Bot,
    callback: CallbackQuery,
    texts: Sequence[str],
    wording: Translator,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    """Answer who pressed, in HTML: in private where that is open, or else under the message.

    The keyboard stands under the last of the texts.
    """
    message = callback.message
    if message is None:
        return
    place, last = place_of(message), len(texts) - 1
    aside = not place.private
    for index, text in enumerate(texts):
        markup = keyboard if index == last else None
        if aside:
            aside = await _tell_in_private(bot, callback, text, markup)
        if not aside:
            await bot.send_message(
                place.chat_id,
                text,
                parse_mode="HTML",
                message_thread_id=place.thread_id or None,
                reply_markup=markup,
                reply_parameters=ReplyParameters(
                    message_id=message.message_id, allow_sending_without_reply=True
                ),
            )
    if aside:
        await callback.answer(wording.say("digesting-told"))


async def _tell_in_private(
    bot: Bot, callback: CallbackQuery, text: str, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """False if they have not opened a chat with the bot."""
    try:
        await bot.send_message(
            callback.from_user.id, text, parse_mode="HTML", reply_markup=keyboard
        )
    except ChatUnreachableError:
        return False
    return True
