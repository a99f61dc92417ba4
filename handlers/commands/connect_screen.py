"""A login as its private chat shows it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup, InputMediaPhoto

from bot.telethon.qr import Code
from bot.views.connect import keyboard
from bot.views.connect_buttons import OnConnect
from pipeline.digest.ports import Wording
from pipeline.groups.models import PersonId

_FILE: Final = "qr.png"


@dataclass(slots=True)
class LoginScreen:
    """The code is one picture that changes. What is of no use any more is taken away."""

    bot: Bot
    person: PersonId
    wording: Wording
    passing: int = 0
    """The message that the next one takes the place of; 0 if there is none."""
    _is_picture: bool = False

    async def code(self, code: Code) -> None:
        if self._is_picture:
            await self._change(code)
            return
        await self.clear()
        sent = await self.bot.send_photo(
            self.person,
            BufferedInputFile(code.png, _FILE),
            caption=self.wording.say("connect-scan"),
            reply_markup=self._cancel,
            # Whoever scanned it elsewhere would give their account to this person.
            protect_content=True,
        )
        self.passing, self._is_picture = sent.message_id, True

    async def ask(self, text: str) -> None:
        """Say something that the answer to it will replace."""
        await self.clear()
        sent = await self.bot.send_message(self.person, text, reply_markup=self._cancel)
        self.passing = sent.message_id

    async def tell(self, text: str, markup: InlineKeyboardMarkup) -> None:
        """Say how it ended."""
        await self.clear()
        await self.bot.send_message(self.person, text, reply_markup=markup)

    async def clear(self) -> None:
        passing, self.passing, self._is_picture = self.passing, 0, False
        if passing:
            with suppress(TelegramBadRequest):
                await self.bot.delete_message(self.person, passing)

    async def _change(self, code: Code) -> None:
        media = InputMediaPhoto(
            media=BufferedInputFile(code.png, _FILE), caption=self.wording.say("connect-scan")
        )
        await self.bot.edit_message_media(
            media, chat_id=self.person, message_id=self.passing, reply_markup=self._cancel
        )

    @property
    def _cancel(self) -> InlineKeyboardMarkup:
        return keyboard(self.wording, (OnConnect.CANCEL,))
