"""Where a digest was asked for, and answering there."""

from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardMarkup, MaybeInaccessibleMessageUnion, Message

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
