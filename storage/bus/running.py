import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any, NoReturn, cast

from pipeline.delivery.models import DeadLetter
from pipeline.events.consumers import Consumer
from pipeline.ingest.models import TenantId
from storage.bus.worker import Worker
from storage.postgres.connection import Connection, Pool, own_connection
from storage.postgres.dead_letters import DeadLetters
from storage.postgres.errors import DatabaseUnavailableError, translated
from storage.postgres.outbox import Outbox
from storage.postgres.queue import CHANNEL
from storage.tasks import one_error

RECHECK_SECONDS = 1.0
"""How long a lost notification can delay ``idle``."""

_BUSY = """
SELECT EXISTS (
    SELECT FROM pgqueuer
    WHERE entrypoint = ANY($1::text[]) AND ($2::text IS NULL OR headers ->> 'tenant_id' = $2))
"""

_Guard = Callable[[], Coroutine[Any, Any, NoReturn]]
"""Runs for ever, or until there is a reason to end."""


class RunningBus:
    """The port ``Bus``."""

    def __init__(
        self, pool: Pool, outbox: Outbox, events: Sequence[str], opened_at: datetime
    ) -> None:
        self._pool = pool
        self._outbox = outbox
        self._events = events
        self._opened_at = opened_at
        self._changed = asyncio.Event()

    async def idle(self, tenant: TenantId | None = None) -> None:
        """Wait until no event is queued, running or waiting for its next attempt.

        Args:
            tenant: Wait for this tenant's only.
        """
        while await self._busy(tenant):
            with suppress(TimeoutError):
                async with asyncio.timeout(RECHECK_SECONDS):
                    await self._changed.wait()

    async def dead_letters(self, tenant: TenantId) -> Sequence[DeadLetter]:
        """What died since the bus was opened, in this process or another."""
        return await DeadLetters(self._pool, self._outbox).since(tenant, self._opened_at)

    def changed(self, *_notification: object) -> None:
        self._changed.set()

    async def _busy(self, tenant: TenantId | None) -> bool:
        self._changed.clear()
        wanted = None if tenant is None else str(tenant)
        with translated():
            return bool(await self._pool.fetchval(_BUSY, self._events, wanted))


@asynccontextmanager
async def open_bus(
    pool: Pool,
    consumers: Sequence[Consumer[Any]],
    outbox: Outbox,
    *,
    drain_seconds: float | None = None,
) -> AsyncIterator[RunningBus]:
    """Handle events while the block runs, and finish what is under way at its end.

    If the block ends with an error or is cancelled, what is under way is stopped and queued again.
    If the bus fails, the block is cancelled and the bus's error raised.

    Args:
        pool: Two of its connections are the bus's own: one listens, the other shows that we live.
        consumers: At most one for each event.
        outbox: The one that enqueues what they consume.
        drain_seconds: How long what is under way may take at the end; what takes longer is stopped
            and queued again. None: as long as it takes.

    Raises:
        DatabaseUnavailableError: The connection was lost; what was under way runs again later.
    """
    events = [consumer.event.name for consumer in consumers]
    if not all(outbox.carries(consumer.event) for consumer in consumers):
        raise ValueError(f"the outbox does not enqueue all of {', '.join(events)}")
    worker = Worker(pool, consumers, outbox)
    async with own_connection(pool) as connection, worker.alive(connection):
        bus = RunningBus(pool, outbox, events, await _now(connection))
        async with (
            _listening(connection, bus.changed) as lost,
            _supervised(worker, lost, drain_seconds),
        ):
            yield bus


@asynccontextmanager
async def _supervised(
    worker: Worker, lost: _Guard, drain_seconds: float | None
) -> AsyncIterator[None]:
    with one_error():
        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(worker.work())
            guards = [tasks.create_task(guard()) for guard in (lost, worker.failed, worker.rescue)]
            try:
                yield
            except BaseException:
                worker.stop()
                raise
            worker.finish()
            await asyncio.wait([work], timeout=drain_seconds)
            if not work.done():
                worker.stop()
            await work
            for guard in guards:
                guard.cancel()


async def _now(connection: Connection) -> datetime:
    with translated():
        return cast("datetime", await connection.fetchval("SELECT clock_timestamp()"))


@asynccontextmanager
async def _listening(
    connection: Connection, changed: Callable[..., None]
) -> AsyncIterator[_Guard]:
    """Hear of changes to the queue; yields who raises when the connection is lost."""
    lost = asyncio.Event()

    def lose(_connection: object) -> None:
        lost.set()

    async def fail() -> NoReturn:
        await lost.wait()
        raise DatabaseUnavailableError(
            "PostgreSQL closed the bus's connection — see that it runs, then run the same again:"
            " what was stored is safe"
        )

    with translated():
        await connection.add_listener(CHANNEL, changed)
        connection.add_termination_listener(lose)
    try:
        yield fail
    finally:
        if not lost.is_set():
            connection.remove_termination_listener(lose)
            with translated():
                await connection.remove_listener(CHANNEL, changed)
