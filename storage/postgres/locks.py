"""Locks that PostgreSQL lets go of by itself when their holder dies: a kill -9 leaves none behind.

They are held by a connection, outside any transaction, so that long work under one keeps no
transaction open. It has to be one's own (``own_connection``): giving that back to its pool lets
go of them. Names are hashed to the 64 bits that PostgreSQL asks for.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import asyncpg

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
from storage.postgres.pool import CONNECT_SECONDS
from storage.tasks import one_error

_TRY = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"
_WAIT = "SELECT pg_advisory_lock(hashtextextended($1, 0))"
_RELEASE = "SELECT pg_advisory_unlock(hashtextextended($1, 0))"

_LONGEST_WAIT = 24 * 3600.0
"""Seconds; the driver would give a statement no more than a minute."""

CLOSE_SECONDS = 5.0


async def try_lock(connection: Connection, name: str) -> bool:
    with translated():
        return bool(await connection.fetchval(_TRY, name))


async def wait_for_lock(connection: Connection, name: str) -> None:
    with translated():
        await connection.execute(_WAIT, name, timeout=_LONGEST_WAIT)


async def release(connection: Connection, name: str) -> None:
    with translated():
        await connection.execute(_RELEASE, name)


class WindowLocks:
    """The port ``WindowLock``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def hold(self, tenant: TenantId, window: WindowId) -> AsyncIterator[bool]:
        name = f"alfred:window:{window}"
        async with own_connection(self._pool) as connection:
            yield await try_lock(connection, name)


class RoleLocks:
    """The port ``SoleRunner``.

    Each name that is held or waited for takes one connection, outside the pool: a process may
    have many of them, and for as long as it lives.

    Args:
        dsn: Of the service's role.
        patience: With a server that cannot be reached any more.
    """

    def __init__(self, dsn: str, patience: Patience = USUAL) -> None:
        self._dsn = dsn
        self._patience = patience

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[asyncio.Event]:
        """See the port.

        Raises:
            DatabaseUnavailableError: The connection was lost, or not made, while it waited.
        """
        async with self._session() as connection:
            await self._wait(connection, name)
            with one_error(), _loss_of(connection) as lost:
                async with asyncio.TaskGroup() as tasks:
                    watch = tasks.create_task(self._watch(connection, lost))
                    try:
                        yield lost
                    finally:
                        watch.cancel()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Connection]:
        settings = {
            "application_name": "alfred",
            "lock_timeout": f"{self._patience.turn * 1000:.0f}ms",
        }
        with translated():
            connection = await asyncpg.connect(
                self._dsn, timeout=CONNECT_SECONDS, server_settings=settings
            )
        try:
            yield connection
        finally:
            # A server that does not answer frees the lock by itself.
            with suppress(DatabaseUnavailableError), translated():
                await connection.close(timeout=CLOSE_SECONDS)

    async def _wait(self, connection: Connection, name: str) -> None:
        patience = self._patience.turn + self._patience.answer
        with translated():
            while True:
                with suppress(asyncpg.LockNotAvailableError):
                    await connection.execute(_WAIT, name, timeout=patience)
                    return

    async def _watch(self, connection: Connection, lost: asyncio.Event) -> None:
        """The server frees the lock of a client that it cannot reach, who may hear nothing."""
        while await answers(connection, self._patience.answer):  # noqa: ASYNC110  # no event tells
            await asyncio.sleep(self._patience.check)
        lost.set()
        connection.terminate()


@contextmanager
def _loss_of(connection: Connection) -> Iterator[asyncio.Event]:
    """An event that is set when the connection ends within the block."""
    lost = asyncio.Event()

    def lose(_connection: object) -> None:
        lost.set()

    connection.add_termination_listener(lose)
    try:
        yield lost
    finally:
        connection.remove_termination_listener(lose)
