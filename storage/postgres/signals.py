"""Progress of runs and requests to stop them, by LISTEN and NOTIFY.

A notification goes out when its transaction commits, and PostgreSQL takes no more than 7999 bytes
of it: ours hold numbers and the name of a stage.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Annotated, Literal, Self, assert_never

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from pipeline.digest.answers import Share, Stage
from pipeline.digest.signals import RunProgress, Signal, StopRun
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId
from storage.postgres.connection import (
    USUAL,
    Connection,
    Patience,
    Pool,
    answers,
    own_connection,
)
from storage.postgres.errors import DatabaseUnavailableError, translated

CHANNEL = "alfred_runs"
KEPT = 256
"""Signals that are kept for a listener who is busy; of more the oldest are dropped."""
RETRY_SECONDS = 1.0

_NOTIFY = "SELECT pg_notify($1, $2)"

Sleep = Callable[[float], Awaitable[None]]

_log = logging.getLogger(__name__)


class _Progress(BaseModel):
    kind: Literal["progress"] = "progress"
    tenant_id: int
    window_id: int
    stage: Stage
    share: Share


class _Stop(BaseModel):
    kind: Literal["stop"] = "stop"
    tenant_id: int
    window_id: int


_NOTIFICATION = TypeAdapter[_Progress | _Stop](
    Annotated[_Progress | _Stop, Field(discriminator="kind")]
)


class Signals:
    """The port ``RunSignals``. A listener takes one connection of the pool.

    Args:
        pool: Of the service's role.
        patience: With a server that says nothing.
        sleep: Waits before the connection is made again, so many seconds.
    """

    def __init__(
        self, pool: Pool, patience: Patience = USUAL, *, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._pool = pool
        self._patience = patience
        self._sleep = sleep

    async def send(self, signal: Signal) -> None:
        with translated():
            await self._pool.execute(_NOTIFY, CHANNEL, _packed(signal))

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[AsyncIterator[Signal]]:
        """See the port.

        What is sent while a lost connection is made again is missed, as by one who came later.

        Raises:
            DatabaseUnavailableError: No server answers at the start; later it is waited for.
        """
        ear = _Ear(self._pool, self._patience, self._sleep)
        try:
            await ear.connect()
            yield ear
        finally:
            await ear.disconnect()


class _Ear:
    """One listener: its connection, and what it heard and was not asked for yet."""

    def __init__(self, pool: Pool, patience: Patience, sleep: Sleep) -> None:
        self._pool = pool
        self._patience = patience
        self._sleep = sleep
        self._held = AsyncExitStack()
        self._connection: Connection | None = None
        self._heard: deque[Signal] = deque(maxlen=KEPT)
        self._wake = asyncio.Event()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Signal:
        """Cancelling it loses nothing: who asks with a timeout may ask again."""
        while not self._heard:
            self._wake.clear()
            if self._connection is None:
                await self._reconnect()
            await self._woken(self._connection)
        return self._heard.popleft()

    async def connect(self) -> None:
        self._connection = await self._held.enter_async_context(_listening(self._pool, self))

    async def disconnect(self) -> None:
        self._connection = None
        await self._held.aclose()

    def hear(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        try:
            self._heard.append(_unpacked(str(payload)))
        except ValidationError:
            _log.warning("a run signal is not understood: another version sent it")
        self._wake.set()

    def lose(self, _connection: object) -> None:
        self._connection = None
        self._wake.set()

    async def _reconnect(self) -> None:
        while self._connection is None:
            await self.disconnect()
            try:
                await self.connect()
            except DatabaseUnavailableError:
                _log.warning("run signals are not heard: PostgreSQL does not answer")
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
async def _listening(pool: Pool, ear: _Ear) -> AsyncIterator[Connection]:
    async with own_connection(pool) as connection:
        with translated():
            connection.add_termination_listener(ear.lose)
            await connection.add_listener(CHANNEL, ear.hear)
        try:
            yield connection
        finally:
            # A connection that was lost listens to nothing any more.
            with suppress(DatabaseUnavailableError), translated():
                connection.remove_termination_listener(ear.lose)
                await connection.remove_listener(CHANNEL, ear.hear)


def _packed(signal: Signal) -> str:
    match signal:
        case RunProgress(tenant, window, stage, share):
            told: BaseModel = _Progress(
                tenant_id=tenant, window_id=window, stage=stage, share=share
            )
        case StopRun(tenant, window):
            told = _Stop(tenant_id=tenant, window_id=window)
        case _:
            assert_never(signal)
    return told.model_dump_json()


def _unpacked(payload: str) -> Signal:
    told = _NOTIFICATION.validate_json(payload)
    tenant, window = TenantId(told.tenant_id), WindowId(told.window_id)
    if isinstance(told, _Stop):
        return StopRun(tenant, window)
    return RunProgress(tenant, window, told.stage, told.share)
