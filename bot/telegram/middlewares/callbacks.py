import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import TelegramObject, Update

from bot.telegram.errors import TelegramError
from bot.telegram.turn import current_turn

_log = logging.getLogger(__name__)


class AnswerCallbacks(BaseMiddleware):
    """Answers every button, or it would seem to be pressed for a minute.

    A button that was pressed too long ago for an answer does no harm.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        callback = event.callback_query if isinstance(event, Update) else None
        if callback is None:
            return await handler(event, data)
        try:
            return await handler(event, data)
        finally:
            turn = current_turn()
            if turn is None or callback.id not in turn.answered_callbacks:
                await _answer(data["bot"], callback.id)


async def _answer(bot: Bot, callback: str) -> None:
    try:
        await bot.answer_callback_query(callback)
    except (TelegramAPIError, TelegramError) as error:
        _log.info("a button stays without an answer: %s", type(error).__name__)
