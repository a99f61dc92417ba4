"""The one place through which every request of an account goes, Telethon's own ones too."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from telethon import errors
from telethon.tl import TLRequest

from bot.telethon.metrics import IngestMetrics
from pipeline.ingest.ports import FloodWaits

T = TypeVar("T")

FLOOD_ERRORS: Final = (errors.FloodWaitError, errors.FloodPremiumWaitError)
_TRANSIENT: Final = (errors.ServerError, errors.TimedOutError, TimeoutError)
_ATTEMPTS: Final = 5
_FIRST_PAUSE: Final = 1.0


class Calls:
    """Keeps one account from asking what Telegram wants left alone.

    Telegram's wait is for an account and a method, so only the callers of that method wait; it is
    kept in ``floods`` and outlives a restart. Telethon's own remedy would sleep inside the call
    (its threshold for one call is accepted and ignored), so it is switched off in the client.
    """

    def __init__(
        self,
        account: str,
        floods: FloodWaits,
        metrics: IngestMetrics,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._account = account
        self._floods = floods
        self._metrics = metrics
        self._clock = clock
        self._sleep = sleep
        self._until: dict[str, datetime | None] = {}

    async def make(self, request: Any, send: Callable[[], Awaitable[Any]]) -> Any:
        """Send a request, unless its method is to be left alone.

        Raises:
            telethon.errors.FloodWaitError: It is; ``seconds`` tells for how long.
            ConnectionError: The connection was lost before the answer came.
        """
        if not isinstance(request, TLRequest):
            return await self._connected(send)
        method = method_of(type(request))
        if (seconds := await self._seconds_left(method)) > 0:
            raise errors.FloodWaitError(request=request, capture=int(seconds) + 1)
        try:
            return await self._connected(send)
        except FLOOD_ERRORS as error:
            await self._note(method, error.seconds)
            raise

    async def patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """The answer, after every wait that Telegram asks for and some failures of its servers.

        For work in the background: a wait may take hours. ``call`` must be repeatable.
        """
        failures = 0
        while True:
            try:
                return await call()
            except FLOOD_ERRORS as error:
                await self._sleep(max(1, error.seconds))
            except _TRANSIENT:
                failures += 1
                if failures >= _ATTEMPTS:
                    raise
                await self._sleep(_FIRST_PAUSE * 2 ** (failures - 1))

    async def _seconds_left(self, method: str) -> float:
        if method not in self._until:
            self._until[method] = await self._floods.until(self._account, method)
        until = self._until[method]
        return (until - self._clock()).total_seconds() if until else 0.0

    async def _note(self, method: str, seconds: int) -> None:
        until = self._clock() + timedelta(seconds=seconds)
        self._until[method] = max(until, self._until.get(method) or until)
        self._metrics.flood_wait(method, seconds)
        await self._floods.note(self._account, method, until)

    async def _connected(self, send: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await send()
        except asyncio.CancelledError:
            # Telethon cancels what waits for an answer when it loses the connection without an
            # error, and nobody asked this task to end.
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            raise ConnectionError("the connection was lost before an answer came") from None


def method_of(request: type) -> str:
    """``messages.getHistory`` for ``telethon.tl.functions.messages.GetHistoryRequest``."""
    section = request.__module__.removeprefix("telethon.tl.functions").lstrip(".")
    name = request.__name__.removesuffix("Request")
    return ".".join(filter(None, (section, name[:1].lower() + name[1:])))
