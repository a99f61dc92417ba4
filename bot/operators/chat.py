"""The operators' chat, where something is said to them that nobody asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest

from bot.telegram.errors import TelegramError
from bot.views.screen import Screen
from pipeline.digest.ports import Wording
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.groups.ports import GroupBook, People
from pipeline.operators.access import Operators
from pipeline.operators.alerts import Place

_NOBODYS: Final[Language] = "en"
_GONE: Final = ("message to edit not found", "message can't be edited")


@dataclass(frozen=True, slots=True)
class AdminChat:
    operators: Operators
    bot: Bot
    people: People
    groups: GroupBook
    wording: Callable[[Language], Wording]

    async def say(self, screen: Callable[[Wording], Screen]) -> None:
        """Send it in the chat's language; nothing if there is no admin chat.

        Raises:
            SendUncertainError: It may have arrived or not.
            TelegramError: It certainly did not, as with the next.
            TelegramAPIError: Telegram refused it, or was not reached.
        """
        chat = await self.operators.chat()
        if chat is None:
            return
        wording = self.wording(await self._language(chat))
        await self.bot.send_message(chat, **screen(wording).shown)

    async def put(self, screen: Callable[[Wording], Screen], place: Place | None) -> Place | None:
        """Show it in this message, or in a new one if there is none, or it is there no more.

        Returns:
            Where it is now; None if there is no admin chat.

        Raises:
            SendUncertainError, TelegramError, TelegramAPIError: See ``say``.
        """
        chat = await self.operators.chat()
        if chat is None:
            return None
        shown = screen(self.wording(await self._language(chat))).shown
        if place is not None and place.chat == chat:
            try:
                await self.bot.edit_message_text(
                    chat_id=place.chat, message_id=place.message, **shown
                )
            except TelegramBadRequest as refusal:
                if not any(each in refusal.message for each in _GONE):
                    raise
            else:
                return place
        sent = await self.bot.send_message(chat, **shown)
        return Place(sent.chat.id, sent.message_id)

    async def _language(self, chat: int) -> Language:
        """That of the group which the chat is, or of an administrator who has met Alfred."""
        if chat < 0:
            for group in await self.groups.of_chat(chat):
                return group.language
        for person in await self._people(chat):
            known = await self.people.find(person)
            if known is not None:
                return known.language
        return _NOBODYS

    async def _people(self, chat: int) -> list[PersonId]:
        if chat > 0:
            return [PersonId(chat)]
        try:
            administrators = await self.bot.get_chat_administrators(chat)
        except (TelegramAPIError, TelegramError):
            return []
        return [PersonId(each.user.id) for each in administrators]
