from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from storage.migrations.run import current_revision, expected_revision, migrate
from storage.postgres.connection import Connection
from storage.postgres.errors import translated

# The extension was made after the revision that would have used it.
_LACKING = """
SELECT to_regclass('public.group_passages') IS NULL
    AND EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')
"""


class OwnedSchema:
    """The schema of one database, by the DSN of its owner."""

    def __init__(self, owner_dsn: str) -> None:
        self._dsn = owner_dsn

    async def revision(self) -> str | None:
        async with self._connection() as connection:
            return await current_revision(connection)

    async def upgrade(self) -> str:
        """As ``migrate``; loads Alembic only if there is something to do."""
        if await self.revision() == expected_revision():
            return expected_revision()
        return await migrate(self._dsn)

    async def complete(self) -> bool:
        """See the port of ``migrate``."""
        async with self._connection() as connection:
            lacking = bool(await connection.fetchval(_LACKING))
        if lacking:
            await migrate(self._dsn)
        return lacking

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        with translated():
            connection = await asyncpg.connect(self._dsn)
            try:
                yield connection
            finally:
                await connection.close()
