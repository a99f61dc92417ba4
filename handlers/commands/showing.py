"""Puts screens into chats."""

from typing import Any, Final

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, CallbackQuery, ChatMemberUpdated, Message

from bot.telegram.turn import refused
from bot.views.screen import Screen

_GONE: Final = ("message to edit not found", "message can't be edited", "there is no text")

_CAPTION: Final = 1024
"""UTF-16 units that Telegram takes beside a picture."""


async def show(message: Message, screen: Screen) -> None:
    """Answer; in a group so that it is clear whom."""
    if message.chat.type == "private":
        await message.answer(**screen.shown)
    else:
        await message.reply(**screen.shown, allow_sending_without_reply=True)


async def show_picture(message: Message, png: bytes, screen: Screen) -> None:
    """Answer with a picture and the words beside it, or below it where they are too many."""
    photo = BufferedInputFile(png, "picture.png")
    if len(screen.text.encode("utf-16-le")) // 2 > _CAPTION:
        await _photo(message, photo)
        await show(message, screen)
        return
    shown = screen.shown
    await _photo(
        message,
        photo,
        caption=shown["text"],
        caption_entities=shown["entities"],
        parse_mode=None,
        reply_markup=shown["reply_markup"],
    )


async def _photo(message: Message, photo: BufferedInputFile, **beside: Any) -> None:
    if message.chat.type == "private":
        await message.answer_photo(photo, **beside)
    else:
        await message.reply_photo(photo, **beside, allow_sending_without_reply=True)


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
