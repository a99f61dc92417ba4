"""PgQueuer's queue manager as ours runs it: LISTEN/NOTIFY, SKIP LOCKED, heartbeats, retries."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, NoReturn

from pgqueuer import QueueManager
from pgqueuer.types import Channel, QueueManagerId

from pipeline.events.consumers import Consumer
from storage.bus.attempts import Attempts
from storage.bus.takeover import leave, live, take_over
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import DatabaseUnavailableError, translated
from storage.postgres.outbox import Outbox
from storage.postgres.queue import CHANNEL, pool_queries

HEARTBEAT_TIMEOUT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(seconds=1)
"""How long a job can wait that PgQueuer gives no notice of: it tells of jobs that are put in, not
of those that go back to the queue, be it to be tried again or because their worker died."""
RESCUE_SECONDS = 10.0


class Worker:
    """What one process does for the bus."""

    def __init__(self, pool: Pool, consumers: Sequence[Consumer[Any]], outbox: Outbox) -> None:
        self._pool = pool
        self._id = uuid.uuid4()
        self._fatal: asyncio.Future[NoReturn] = asyncio.get_running_loop().create_future()
        self._attempts = [
            Attempts(consumer, pool, outbox, self._give_up) for consumer in consumers
        ]
        self._manager = QueueManager(pool_queries(pool), Channel(CHANNEL))
        self._manager.queue_manager_id = QueueManagerId(self._id)
        for consumer, attempts in zip(consumers, self._attempts, strict=True):
            # Held: a job that PgQueuer can neither finish nor put back must not vanish.
            self._manager.entrypoint(
                consumer.event.name,
                concurrency_limit=consumer.concurrency,
                accepts_context=False,
                on_failure="hold",
            )(attempts)

    @asynccontextmanager
    async def alive(self, connection: Connection) -> AsyncIterator[None]:
        """Be known to live while the block runs, and leave no job behind after it."""
        await live(connection, self._id)
        await take_over(self._pool)
        try:
            yield
        finally:
            stopped = [job for attempts in self._attempts for job in attempts.stopped]
            # Without a database whoever comes next takes over.
            with suppress(DatabaseUnavailableError):
                await leave(self._pool, self._id, stopped)

    async def work(self) -> None:
        """Handle jobs until ``finish``, and then those that are under way."""
        with translated():
            await self._manager.run(
                dequeue_timeout=LONGEST_WAIT,
                # PgQueuer writes down finished jobs by the batch or after 0.1 s; for a consumer
                # that takes one job at a time that would be the pace.
                batch_size=1,
                heartbeat_timeout=HEARTBEAT_TIMEOUT,
                # A loop that was busy for ten seconds looks like one; jobs are polled for as well.
                shutdown_on_listener_failure=False,
                # Statistics of PgQueuer's own that nobody reads.
                log_aggregation_interval=timedelta(0),
            )

    async def failed(self) -> NoReturn:
        """Wait for an error that leaves a job neither done nor queued nor buried, and raise it."""
        await self._fatal

    async def rescue(self) -> NoReturn:
        """Take over what other workers left when they died, while this one runs."""
        while True:
            await asyncio.sleep(RESCUE_SECONDS)
            await take_over(self._pool)

    def finish(self) -> None:
        self._manager.shutdown.set()

    def _give_up(self, error: Exception) -> None:
        if not self._fatal.done():
            self._fatal.set_exception(error)

    def stop(self) -> None:
        """Interrupt what is under way; it goes back to the queue."""
        self.finish()
        for attempts in self._attempts:
            attempts.stop()
