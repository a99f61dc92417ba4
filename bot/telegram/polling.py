"""Long polling: one process of all asks Telegram for updates."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates

from bot.telegram.client import Client
from bot.telegram.errors import TokenRefusedError
from bot.telegram.intake import Intake
from bot.telegram.metrics import BotMetrics
from bot.telegram.turns import Turns
from bot.telegram.updates import RawUpdate
from pipeline.errors import AlfredError

POLL_SECONDS: Final = 50
MOST_WAITING: Final = 1_000
"""While so many entries wait, no more are asked for: Telegram keeps them for a day."""
_CONFLICT_SECONDS: Final = 5.0
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 30.0

_log = logging.getLogger(__name__)


class Poller:
    def __init__(
        self,
        client: Client,
        intake: Intake,
        turns: Turns,
        metrics: BotMetrics,
        *,
        allowed: Sequence[str],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._intake = intake
        self._turns = turns
        self._metrics = metrics
        self._sleep = sleep
        self._asking = GetUpdates(timeout=POLL_SECONDS, allowed_updates=list(allowed))
        self._began = False
        self._in_conflict = False
        self._pause = _FIRST_PAUSE

    async def run(self) -> None:
        """Take up what is left of earlier processes, then accept updates until cancelled.

        Raises:
            TokenRefusedError: Telegram does not know the token.
        """
        while True:
            try:
                await self._begin()
                await self._turns.room(MOST_WAITING)
                await self._accept(await self._ask())
            except TelegramConflictError:
                await self._wait_for_the_other()
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise TokenRefusedError from None
            except TelegramRetryAfter as flood:
                await self._sleep(flood.retry_after)
            except (TelegramAPIError, AlfredError) as error:
                await self._back_off(error)

    async def _begin(self) -> None:
        if self._began:
            return
        await self._client.bot.delete_webhook(drop_pending_updates=False)
        taken_up = await self._turns.take_up()
        if taken_up:
            _log.info("took up %s entries of an earlier process", taken_up)
        self._began = True
        self._metrics.began()

    async def _ask(self) -> Sequence[RawUpdate]:
        try:
            updates = await self._client.session.raw_updates(self._client.bot, self._asking)
        except TelegramRetryAfter:
            self._metrics.called("getUpdates", "retry_after")
            raise
        except (TelegramAPIError, AlfredError):
            self._metrics.called("getUpdates", "failed")
            raise
        self._metrics.called("getUpdates", "ok")
        return updates

    async def _accept(self, updates: Sequence[RawUpdate]) -> None:
        if updates:
            await self._intake.accept(updates)
            self._asking.offset = max(int(each["update_id"]) for each in updates) + 1
        self._in_conflict = False
        self._pause = _FIRST_PAUSE

    async def _wait_for_the_other(self) -> None:
        if not self._in_conflict:
            self._in_conflict = True
            _log.warning("another program reads this bot's updates; waiting for it to stop")
        await self._sleep(_CONFLICT_SECONDS)

    async def _back_off(self, error: Exception) -> None:
        _log.warning("no updates: %s; trying again in %.0f s", type(error).__name__, self._pause)
        await self._sleep(self._pause)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
