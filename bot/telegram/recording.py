"""What a turn sends is in the ledger before it goes out, and is never sent a second time."""

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import AnswerCallbackQuery, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message
from pydantic import TypeAdapter

from bot.telegram.methods import counted, sends
from bot.telegram.metrics import BotMetrics
from bot.telegram.turn import Turn, current_turn
from pipeline.conversation.ports import ConversationLedger

_KEPT: Final = {"message_id", "date", "chat", "message_thread_id"}
"""Of a message that was sent: where it can be found again, and no text."""


class Replays(BaseRequestMiddleware):
    """Answers from the ledger what an earlier process sent; the outermost middleware."""

    def __init__(self, metrics: BotMetrics, *, clock: Callable[[], float] | None = None) -> None:
        self._metrics = metrics
        self._clock = clock

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request, unless an earlier process has.

        Raises:
            InterruptedTurnError: It may have, and nobody knows.
        """
        turn = current_turn()
        if turn is None:
            return await make_request(bot, method)
        if not sends(method.__api_method__):
            answer = await make_request(bot, method)
            self._answered(turn, method, answer)
            return answer
        async with turn.one_by_one:
            sent = await self._once(turn, make_request, bot, method)
        return cast("Response[TelegramType]", sent)

    async def _once(
        self,
        turn: Turn,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Any:
        results = _results(method.__returning__)
        earlier = turn.earlier_result()
        if earlier is not None:
            turn.skip()
            sent = results.validate_json(earlier, context={"bot": bot})
            self._answered(turn, method, sent)
            return sent
        turn.depart()
        answer: Any = await make_request(bot, method)
        self._answered(turn, method, answer)
        kept = _KEPT if isinstance(answer, Message) else None
        turn.sent(results.dump_json(answer, include=kept, by_alias=True, exclude_none=True))
        return answer

    def _answered(self, turn: Turn, method: TelegramMethod[TelegramType], answer: Any) -> None:
        """Note the first answer that a person sees, and the last message of it."""
        if isinstance(method, AnswerCallbackQuery):
            turn.answered_callbacks.add(method.callback_query_id)
        elif not counted(method.__api_method__):
            return
        if isinstance(message := getattr(answer, "message_id", None), int):
            turn.reply = str(message)
        if turn.answered_at is None:
            now = self._clock() if self._clock else asyncio.get_running_loop().time()
            turn.answered_at = now
            self._metrics.answered(now - turn.accepted_at)


class Departures(BaseRequestMiddleware):
    """Notes that a message goes out now; within the limits, so that waiting is not uncertain."""

    def __init__(self, ledger: ConversationLedger) -> None:
        self._ledger = ledger

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        turn = current_turn()
        if turn is not None and sends(method.__api_method__):
            due = turn.to_note()
            if due is not None:
                await self._ledger.sending(turn.entry.key, *due)
                turn.noted()
        return await make_request(bot, method)


@lru_cache(64)
def _results(returning: Any) -> TypeAdapter[Any]:
    return TypeAdapter(returning)
