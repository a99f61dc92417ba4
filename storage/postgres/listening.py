"""What one channel tells, on a connection that is made again whenever it is lost."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Generic, Self, TypeVar

from storage.postgres.connection import (
    USUAL,
    Connection,
    Patience,
    Pool,
    answers,
    own_connection,
)
from storage.postgres.errors import DatabaseUnavailableError, translated

KEPT = 256
"""Notifications that are kept for a listener who is busy; of more the oldest are dropped."""
RETRY_SECONDS = 1.0

Sleep = Callable[[float], Awaitable[None]]
Heard = TypeVar("Heard")

_log = logging.getLogger(__name__)


class Ear(Generic[Heard]):
    """One listener: its connection, and what it heard and was not asked for yet.

    Args:
        pool: A listener takes one connection of it.
        channel: Its name, as an identifier.
        read: A notification from its payload; None for one that is passed over.
        patience: With a server that says nothing.
        sleep: Waits before the connection is made again, so many seconds.
        after_loss: Is heard once a lost connection is there again, if anything is.
    """

    def __init__(
        self,
        pool: Pool,
        channel: str,
        read: Callable[[str], Heard | None],
        patience: Patience = USUAL,
        *,
        sleep: Sleep = asyncio.sleep,
        after_loss: Heard | None = None,
    ) -> None:
        self._pool = pool
        self._channel = channel
        self._read = read
        self._patience = patience
        self._sleep = sleep
        self._after_loss = after_loss
        self._held = AsyncExitStack()
        self._connection: Connection | None = None
        self._heard: deque[Heard] = deque(maxlen=KEPT)
        self._wake = asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Self]:
        """Listen for as long as the block runs.

        Raises:
            DatabaseUnavailableError: No server answers at the start; later it is waited for.
        """
        try:
            await self._connect()
            yield self
        finally:
            await self._disconnect()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Heard:
        """Cancelling it loses nothing: who asks with a timeout may ask again."""
        while not self._heard:
            self._wake.clear()
            if self._connection is None:
                await self._reconnect()
                if self._after_loss is not None:
                    return self._after_loss
            await self._woken(self._connection)
        return self._heard.popleft()

    async def _connect(self) -> None:
        self._connection = await self._held.enter_async_context(self._listening())

    async def _disconnect(self) -> None:
        self._connection = None
        await self._held.aclose()

    def _hear(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        heard = self._read(str(payload))
        if heard is not None:
            self._heard.append(heard)
        self._wake.set()

    def _lose(self, _connection: object) -> None:
        self._connection = None
        self._wake.set()

    async def _reconnect(self) -> None:
        while self._connection is None:
            await self._disconnect()
            try:
                await self._connect()
            except DatabaseUnavailableError:
                _log.warning("%s is not heard: PostgreSQL does not answer", self._channel)
                await self._sleep(RETRY_SECONDS)

    async def _woken(self, connection: "Connection | None") -> None:
        """Wait for a signal, the loss of the connection, or a silence that is asked about."""
        try:
            async with asyncio.timeout(self._patience.check):
                await self._wake.wait()
        except TimeoutError:
            if connection is not None and not await answers(connection, self._patience.answer):
                self._connection = None
                # Given back as it is, it would be asked to answer once more.
                with suppress(DatabaseUnavailableError), translated():
                    connection.terminate()

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[Connection]:
        async with own_connection(self._pool) as connection:
            with translated():
                connection.add_termination_listener(self._lose)
                await connection.add_listener(self._channel, self._hear)
            try:
                yield connection
            finally:
                # A connection that was lost listens to nothing any more.
                with suppress(DatabaseUnavailableError), translated():
                    connection.remove_termination_listener(self._lose)
                    await connection.remove_listener(self._channel, self._hear)
