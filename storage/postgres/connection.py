"""asyncpg's types as its stubs know them; at run time its classes take no parameters."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg

from storage.postgres.errors import translated

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = (
    "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
)


@asynccontextmanager
async def own_connection(pool: Pool) -> AsyncIterator[Connection]:
    """A connection for as long as the block runs: what it locks or listens to ends with it."""
    with translated():
        connection = await pool.acquire()
    try:
        yield connection
    finally:
        with translated():
            await pool.release(connection)
