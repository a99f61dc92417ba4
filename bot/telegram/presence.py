"""The bot itself as a member of chats."""

from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import ChatMemberRestricted

from bot.telegram.errors import TelegramError
from bot.views.legible import harmless
from pipeline.groups.models import Sight
from pipeline.ingest.models import Chat, ChatKind

_ADMINISTERS: Final = frozenset({"creator", "administrator"})
_GONE: Final = frozenset({"left", "kicked"})


class TelegramPresence:
    """The port ``BotInChats``."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def sight(self, telegram_id: int) -> Sight:
        """See the port. Privacy mode is asked for each time: @BotFather changes it at any time."""
        try:
            member = await self._bot.get_chat_member(telegram_id, self._bot.id)
        except (TelegramBadRequest, TelegramForbiddenError):
            return Sight.ABSENT
        if member.status in _ADMINISTERS:
            return Sight.SEES
        absent = isinstance(member, ChatMemberRestricted) and not member.is_member
        if absent or member.status in _GONE:
            return Sight.ABSENT
        return Sight.SEES if await self.sees_all() else Sight.BLIND

    async def sees_all(self) -> bool:
        """Whether privacy mode is off."""
        return bool((await self._bot.get_me()).can_read_all_group_messages)

    async def members(self, telegram_id: int) -> int | None:
        try:
            return await self._bot.get_chat_member_count(telegram_id)
        except (TelegramAPIError, TelegramError):
            return None

    async def find(self, username: str) -> Chat | None:
        try:
            found = await self._bot.get_chat(f"@{username}")
        except (TelegramBadRequest, TelegramForbiddenError):
            return None
        kind = ChatKind(found.type)
        return Chat(found.id, kind, harmless(found.title or ""), found.username)
