"""Connections of the databases' owner that write values the same way on every server."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

import asyncpg

from storage.postgres.connection import Connection
from storage.postgres.errors import translated

_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "search_path": "public",
        # How COPY writes and reads text, whatever the server's or the role's defaults are.
        "DateStyle": "ISO, YMD",
        "IntervalStyle": "postgres",
        "TimeZone": "UTC",
        "bytea_output": "hex",
        "extra_float_digits": "1",
        # A large table takes its time.
        "statement_timeout": "0",
        "lock_timeout": "0",
        "idle_in_transaction_session_timeout": "0",
    }
)


@asynccontextmanager
async def owner_connection(dsn: str, name: str) -> AsyncIterator[Connection]:
    """One connection, which ``pg_stat_activity`` shows by its name.

    Raises:
        DatabaseUnavailableError: No server answers, or it stopped answering.
        DatabaseFullError: There is no room to write.
        DatabaseRefusedError: The server does not let us in.
    """
    with translated():
        connection = await asyncpg.connect(
            dsn, server_settings={**_SETTINGS, "application_name": name}
        )
        try:
            yield connection
        except BaseException:
            connection.terminate()  # rolls back, also where a COPY is still under way
            raise
        await connection.close()
