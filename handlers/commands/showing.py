"""Puts screens into chats."""

from typing import Final

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.telegram.turn import refused
from bot.views.screen import Screen

_GONE: Final = ("message to edit not found", "message can't be edited", "there is no text")


async def show(message: Message, screen: Screen) -> None:
    """Answer; in a group so that it is clear whom."""
    if message.chat.type == "private":
        await message.answer(**screen.shown)
    else:
        await message.reply(**screen.shown, allow_sending_without_reply=True)


async def turn_into(callback: CallbackQuery, screen: Screen) -> None:
    """Put the screen in the place of the pressed button's message, or below if that is gone."""
    message = callback.message
    if message is None or (isinstance(message, Message) and await _edited(message, screen)):
        return
    await message.answer(**screen.shown)


async def _edited(message: Message, screen: Screen) -> bool:
    try:
        await message.edit_text(**screen.shown)
    except TelegramBadRequest as refusal:
        if any(each in refusal.message for each in _GONE):
            return False
        raise
    return True


async def say_there(event: ChatMemberUpdated, screen: Screen) -> None:
    """In the chat in which something changed."""
    await event.answer(**screen.shown)


async def refuse(asked: Message | CallbackQuery, told: str) -> None:
    """Say why not, and have the receipt say that it was a refusal."""
    refused()
    if isinstance(asked, CallbackQuery):
        await asked.answer(told, show_alert=True)
    else:
        await show(asked, Screen(told))
