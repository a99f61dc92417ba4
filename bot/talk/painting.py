"""A reply shown while it grows, as often as a chat may be written to and no oftener."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from aiogram.exceptions import TelegramAPIError

from bot.telegram.errors import FloodError, TelegramError

Show = Callable[[str], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]

_log = logging.getLogger(__name__)


class Painting:
    """Shows the latest text only: what a chat will not take is dropped, never queued."""

    def __init__(
        self, show: Show, *, pace: float, delay: float = 0, sleep: Sleep = asyncio.sleep
    ) -> None:
        """``pace``: seconds between two pictures; ``delay``: before the first one."""
        self._show = show
        self._pace = pace
        self._delay = delay
        self._sleep = sleep
        self._latest = ""
        self._changed = asyncio.Event()

    def heard(self, text: str) -> None:
        if text and text != self._latest:
            self._latest = text
            self._changed.set()

    async def run(self) -> None:
        await self._changed.wait()
        await self._sleep(self._delay)
        while True:
            await self._changed.wait()
            self._changed.clear()
            pause = await offered(self._show(self._latest))
            await self._sleep(max(pause, self._pace))


async def offered(showing: Awaitable[object]) -> float:
    """Show it, or drop it where that fails; for how many seconds to leave the chat alone."""
    try:
        await showing
    except FloodError as flood:
        return flood.seconds
    except (TelegramAPIError, TelegramError) as error:
        _log.debug("what goes on was not shown: %s", type(error).__name__)
    return 0.0


@asynccontextmanager
async def beside(showing: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    """Show it for as long as the block takes, or until the task is cancelled."""
    failed: Exception | None = None
    async with asyncio.TaskGroup() as group:
        task = group.create_task(showing)
        try:
            yield task
        except Exception as error:  # a task group would wrap it, and its kind is what matters
            failed = error
        finally:
            task.cancel()
    if failed is not None:
        raise failed
