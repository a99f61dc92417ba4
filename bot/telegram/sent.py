"""What the bot sends into groups is known by its number: Telegram shows it to nobody as an update.

Where ids follow one another, such a message would else pass for one that was missed.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, Final

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message, MessageId

from bot.telegram.methods import chat_of, counted
from pipeline.errors import AlfredError
from pipeline.ingest.models import MessageId as Number
from pipeline.ingest.ports import SentMessages

_REMEMBERED: Final = 10_000
_KEPT: Final = 1_000
"""Messages that wait for the database to be back; of more, it is not known that they are ours."""

_log = logging.getLogger(__name__)

_Place = tuple[int, Number]


class NotedMessages(BaseRequestMiddleware):
    """The outermost middleware.

    What an earlier process sent and could not note any more comes as the ledger's answer when its
    turn is gone through again, and is noted then. An edit tells of its message as well.
    """

    def __init__(self, sent: SentMessages) -> None:
        self._sent = sent
        self._known: OrderedDict[_Place, None] = OrderedDict()
        self._waiting: dict[_Place, None] = {}

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        answer = await make_request(bot, method)
        if counted(method.__api_method__):
            new = [place for place in _places(method, answer) if place not in self._known]
            if new:
                await self._note(new)
        return answer

    async def _note(self, new: list[_Place]) -> None:
        """It is sent, whatever becomes of the note."""
        self._waiting.update(dict.fromkeys(new))
        due = list(self._waiting)[-_KEPT:]
        try:
            await self._sent.note(due)
        except AlfredError as error:
            _log.warning("what was sent is not noted yet: %s", type(error).__name__)
            self._waiting = dict.fromkeys(due)
            return
        for place in due:
            self._waiting.pop(place, None)
            self._known[place] = None
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _places(method: TelegramMethod[Any], answer: Any) -> Iterator[_Place]:
    """Chat and number of each message that the answer tells of; none of private chats."""
    for each in answer if isinstance(answer, list) else [answer]:
        if isinstance(each, Message):
            chat: int | str | None = each.chat.id
        elif isinstance(each, MessageId):
            chat = chat_of(method)
        else:
            continue
        if isinstance(chat, int) and chat < 0:
            yield chat, Number(each.message_id)
