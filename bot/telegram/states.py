"""What sending tells of a chat is kept, and a group that became a supergroup is followed."""

from collections import OrderedDict
from typing import Final

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.telegram.errors import ChatUnreachableError
from bot.telegram.methods import chat_of, counted
from bot.telegram.refusals import refusal
from pipeline.delivery.models import ChatState, ChatStatus
from pipeline.delivery.ports import ChatStatuses

_REMEMBERED: Final = 10_000
"""Chats of which it is remembered that they are known to be open."""


class ChatStates(BaseRequestMiddleware):
    """Turns Telegram's refusals of a message into states of its chat."""

    def __init__(self, statuses: ChatStatuses) -> None:
        self._statuses = statuses
        self._open: OrderedDict[int, None] = OrderedDict()

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Send the message, to a migrated group's new chat if need be.

        Raises:
            ChatUnreachableError: Nothing can be sent there.
        """
        chat = chat_of(method)
        if chat is None or not counted(method.__api_method__):
            return await make_request(bot, method)
        try:
            return await self._send(chat, make_request, bot, method)
        except TelegramMigrateToChat as migrated:
            new = migrated.migrate_to_chat_id
        await self._note(chat, ChatStatus(ChatState.MIGRATED, new))
        moved = method.model_copy(update={"chat_id": new})
        return await self._send(new, make_request, bot, moved)

    async def _send(
        self,
        chat: int | str,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        try:
            answer = await make_request(bot, method)
        except (TelegramBadRequest, TelegramForbiddenError) as refused:
            await self._judge(chat, refused)
            raise
        await self._opened(chat)
        return answer

    async def _judge(
        self, chat: int | str, refused: TelegramBadRequest | TelegramForbiddenError
    ) -> None:
        found = refusal(refused.message, chat)
        if found is None:
            return
        if not found.topic:
            await self._note(chat, ChatStatus(found.state))
        raise ChatUnreachableError(found.state) from None

    async def _note(self, chat: int | str, status: ChatStatus) -> None:
        if isinstance(chat, int):
            self._open.pop(chat, None)
            await self._statuses.note(chat, status)

    async def _opened(self, chat: int | str) -> None:
        if not isinstance(chat, int) or chat in self._open:
            return
        await self._statuses.note(chat, ChatStatus(ChatState.OPEN))
        self._open[chat] = None
        if len(self._open) > _REMEMBERED:
            self._open.popitem(last=False)
