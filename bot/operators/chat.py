"""The operators' chat, where something is said to them that nobody asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.telegram.errors import TelegramError
from bot.views.screen import Screen
from pipeline.digest.ports import Wording
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.groups.ports import GroupBook, People
from pipeline.operators.access import Operators

_NOBODYS: Final[Language] = "en"


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
