"""Locks that PostgreSQL lets go of by itself when their holder dies: a kill -9 leaves none behind.

They are held by a connection, outside any transaction, so that long work under one keeps no
transaction open; giving the connection back to its pool lets go of them. Names are hashed to the
64 bits that PostgreSQL asks for.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId
from storage.postgres.connection import Connection, Pool, own_connection
from storage.postgres.errors import translated

_TRY = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"
_WAIT = "SELECT pg_advisory_lock(hashtextextended($1, 0))"
_RELEASE = "SELECT pg_advisory_unlock(hashtextextended($1, 0))"

_LONGEST_WAIT = 24 * 3600.0
"""Seconds; the driver would give a statement no more than a minute."""


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
