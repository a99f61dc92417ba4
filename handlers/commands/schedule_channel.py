"""Channels as Telegram tells the bot of them."""

import re
from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberOwner,
    Message,
    MessageOriginChannel,
    ResultChatMemberUnion,
)

from bot.telegram.errors import TelegramError
from pipeline.groups.models import PersonId
from pipeline.schedules.subscribing import Channel, ChannelProblem

_NAME: Final = re.compile(r"(?:https?://)?(?:t(?:elegram)?\.me/|@)(\w{4,32})/?(?:\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TelegramChannels:
    """The port ``Channels``. What Telegram does not tell is a refusal."""

    bot: Bot

    async def open_to(self, person: PersonId, reference: int | str) -> Channel | ChannelProblem:
        try:
            chat = await self.bot.get_chat(reference)
        except (TelegramAPIError, TelegramError):
            return ChannelProblem.UNKNOWN
        if chat.type != "channel":
            return ChannelProblem.NO_CHANNEL
        if not await self._may_post(chat.id, self.bot.id):
            return ChannelProblem.CANNOT_POST
        if not await self._may_post(chat.id, person):
            return ChannelProblem.NOT_YOURS
        return Channel(chat.id, chat.title or "")

    async def title(self, channel: int) -> str | None:
        try:
            return (await self.bot.get_chat(channel)).title
        except (TelegramAPIError, TelegramError):
            return None

    async def _may_post(self, channel: int, who: int) -> bool:
        try:
            return _posts(await self.bot.get_chat_member(channel, who))
        except (TelegramAPIError, TelegramError):
            return False


def channel_meant(message: Message) -> int | str | None:
    """The channel that a forwarded post comes from, or that a text names; None if neither."""
    if isinstance(message.forward_origin, MessageOriginChannel):
        return message.forward_origin.chat.id
    named = _NAME.fullmatch((message.text or "").strip())
    return f"@{named[1]}" if named else None


def _posts(member: ResultChatMemberUnion) -> bool:
    if isinstance(member, ChatMemberOwner):
        return True
    return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
