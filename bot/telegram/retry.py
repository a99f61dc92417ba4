"""What is tried again, and what must not be."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.telegram.errors import FloodError, SendUncertainError, UnreadableError
from bot.telegram.limits import Limits
from bot.telegram.methods import POLL, chat_of, fleeting, repeatable
from bot.telegram.session import UnreachableError

LONGEST_FLOOD: Final = 30.0
"""Seconds of silence that are waited for, over all attempts of one message."""
ATTEMPTS: Final = 4
_FIRST_PAUSE: Final = 0.5

_DONE: Final = (
    "message is not modified",
    "message to delete not found",
    "query is too old",
)
"""Refusals of what was done before, or can be done no more: so ends a repetition that came through
the first time, in this process or in an earlier one."""

_log = logging.getLogger(__name__)

_Sleep = Callable[[float], Awaitable[None]]


class Retries(BaseRequestMiddleware):
    """Obeys 429, and repeats what the network or Telegram lost if a repetition does no harm.

    A message whose connection broke, or to which a gateway answered, may have arrived: it is not
    sent again. One to which no connection came about, or to which 429 was answered, has not.
    """

    def __init__(self, limits: Limits, *, sleep: _Sleep = asyncio.sleep) -> None:
        self._limits = limits
        self._sleep = sleep

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request, again if need be.

        Raises:
            FloodError: Telegram wants more silence than anybody can wait for, or any before
                something fleeting.
            SendUncertainError: A message may have arrived or not.
            TelegramAPIError: Telegram refuses it, or it failed each time.
        """
        if method.__api_method__ == POLL:
            return await make_request(bot, method)
        silence, failures = 0.0, 0
        while True:
            try:
                return await make_request(bot, method)
            except TelegramBadRequest as refused:
                if not _is_done(refused.message):
                    raise
                return cast("Response[TelegramType]", True)
            except TelegramRetryAfter as flood:
                silence += flood.retry_after
                await self._keep_silent(method, flood.retry_after, silence)
            except TelegramEntityTooLarge:
                raise
            except (TelegramServerError, TelegramNetworkError, UnreadableError) as error:
                failures += 1
                self._check(method, error, failures)
                await self._sleep(_FIRST_PAUSE * 2 ** (failures - 1))

    async def _keep_silent(
        self, method: TelegramMethod[TelegramType], seconds: float, in_all: float
    ) -> None:
        name, chat = method.__api_method__, chat_of(method)
        _log.info("Telegram wants %s s of silence after %s", seconds, name)
        if chat is not None:
            self._limits.pause(chat, seconds)
        if in_all > LONGEST_FLOOD or fleeting(name):
            raise FloodError(seconds) from None
        await self._sleep(seconds)

    @staticmethod
    def _check(method: TelegramMethod[TelegramType], error: Exception, failures: int) -> None:
        name = method.__api_method__
        if not repeatable(name) and not isinstance(error, UnreachableError):
            raise SendUncertainError(name) from None
        if failures == ATTEMPTS:
            raise error


def _is_done(refusal: str) -> bool:
    return any(each in refusal for each in _DONE)
