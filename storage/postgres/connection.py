"""asyncpg's types as its stubs know them; at run time its classes take no parameters."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import asyncpg

from storage.postgres.errors import DatabaseUnavailableError, translated

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = (
    "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
)


class PooledConnection(asyncpg.Connection):
    """Is reset only when it comes back from somebody who had it as their own.

    All others leave nothing behind by themselves: their settings, locks and cursors end with
    their transaction. The reset would cost each of them one more round trip. A transaction that
    was left open is rolled back in any case.
    """

    _owned = False

    def own(self) -> None:
        """Reset it when it is given back: it holds locks, listens or is set otherwise."""
        self._owned = True

    async def add_listener(self, channel: str, callback: Any) -> None:
        self.own()  # PgQueuer asks the pool itself for the connection on which it listens
        await super().add_listener(channel, callback)

    def get_reset_query(self) -> str:
        return super().get_reset_query() if self._owned else ""

    async def reset(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109  # asyncpg's
        await super().reset(timeout=timeout)
        self._owned = False


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, whoever keeps a connection believes in it while it is silent."""

    check: float = 5.0
    """Until it is looked at."""
    answer: float = 10.0
    """Until a look is answered."""
    turn: float = 30.0
    """Of one who waits for a lock, until the server must say that it is not free yet."""


USUAL = Patience()


@asynccontextmanager
async def own_connection(pool: Pool) -> AsyncIterator[Connection]:
    """A connection for as long as the block runs: what it locks or listens to ends with it."""
    with translated():
        connection = await pool.acquire()
    connection.own()  # type: ignore[attr-defined]  # the pool hands out our connections, as proxies
    try:
        yield connection
    finally:
        with translated():
            await pool.release(connection)


async def answers(connection: Connection, seconds: float) -> bool:
    """Whether there is still a server at the other end, which a silent network does not tell."""
    try:
        with translated():
            await connection.execute("SELECT 1", timeout=seconds)
    except DatabaseUnavailableError:
        return False
    return True
