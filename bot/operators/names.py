"""How those who gave orders are called in the admin chat."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.telegram.errors import TelegramError
from pipeline.groups.models import PersonId
from pipeline.operators.access import Operators

_PREFIX: Final = "telegram:"
_MOST: Final = 10
"""People who are asked for at a time: the rest keep their numbers."""


def owner_of(person: PersonId) -> str:
    """As journals name them."""
    return f"{_PREFIX}{person}"


@dataclass(frozen=True, slots=True)
class OperatorNames:
    operators: Operators
    bot: Bot

    async def of(self, owners: Iterable[str]) -> Mapping[str, str]:
        """Names by owner, as far as the admin chat knows them; hostile text."""
        chat = await self.operators.chat()
        people = sorted({owner for owner in owners if owner.startswith(_PREFIX)})[:_MOST]
        if chat is None:
            return {}
        names = {owner: await self._name(chat, owner) for owner in people}
        return {owner: name for owner, name in names.items() if name}

    async def alone(self) -> bool:
        """Whether there is one operator, and so no second one; False if Telegram does not tell."""
        chat = await self.operators.chat()
        if chat is None or chat > 0:
            return chat is not None
        try:
            found = await self.bot.get_chat_administrators(chat)
        except (TelegramAPIError, TelegramError):
            return False
        return sum(not each.user.is_bot for each in found) == 1

    async def _name(self, chat: int, owner: str) -> str:
        try:
            member = await self.bot.get_chat_member(chat, int(owner.removeprefix(_PREFIX)))
        except (TelegramAPIError, TelegramError, ValueError):
            return ""
        return member.user.full_name
