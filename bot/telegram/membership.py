"""What Telegram says of a person and a chat, kept for five minutes."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import ChatMemberRestricted, ResultChatMemberUnion

from bot.telegram.errors import TelegramError
from pipeline.groups.models import ConnectedGroup, PersonId, Standing

KEPT_SECONDS: Final = 300.0
_REMEMBERED: Final = 20_000

_STANDINGS: Final = {
    "creator": Standing.ADMIN,
    "administrator": Standing.ADMIN,
    "member": Standing.MEMBER,
}
_STRANGERS: Final = ("user not found", "user_id_invalid", "participant_id_invalid")


class TelegramMembership:
    """The ports ``Membership`` and ``Standings``, by the bot's own membership in the chat.

    Where the bot is no member, or Telegram cannot be asked, the standing is unknown; that is not
    kept.
    """

    def __init__(self, bot: Bot, *, clock: Callable[[], float] | None = None) -> None:
        self._bot = bot
        self._clock = clock
        self._kept: OrderedDict[tuple[int, int], tuple[float, Standing]] = OrderedDict()

    async def standing(self, group: ConnectedGroup, person: PersonId) -> Standing:
        return await self.in_chat(group.chat.telegram_id, person)

    async def in_chat(self, telegram_id: int, person: PersonId) -> Standing:
        chat, now = telegram_id, self._now()
        if (kept := self._kept_of(chat, person)) is not None:
            return kept
        standing = await self._asked(chat, person)
        if standing is not Standing.UNKNOWN:
            self._kept[chat, person] = now + KEPT_SECONDS, standing
            self._kept.move_to_end((chat, person))
            if len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return standing

    def kept(self, group: ConnectedGroup, person: PersonId) -> Standing | None:
        return self._kept_of(group.chat.telegram_id, person)

    def changed(self, chat: int, person: int) -> None:
        """It is another one from now on: Telegram is asked again."""
        self._kept.pop((chat, person), None)

    async def _asked(self, chat: int, person: PersonId) -> Standing:
        try:
            return _standing(await self._bot.get_chat_member(chat, person))
        except TelegramBadRequest as refused:
            stranger = any(each in refused.message.lower() for each in _STRANGERS)
            return Standing.OUTSIDER if stranger else Standing.UNKNOWN
        except (TelegramAPIError, TelegramError):
            return Standing.UNKNOWN

    def _kept_of(self, chat: int, person: PersonId) -> Standing | None:
        until, standing = self._kept.get((chat, person), (0.0, None))
        return standing if self._now() < until else None

    def _now(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()


def _standing(member: ResultChatMemberUnion) -> Standing:
    if isinstance(member, ChatMemberRestricted):
        return Standing.MEMBER if member.is_member else Standing.OUTSIDER
    return _STANDINGS.get(member.status, Standing.OUTSIDER)
