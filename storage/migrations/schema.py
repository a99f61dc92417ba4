import asyncpg

from storage.migrations.run import current_revision, expected_revision, migrate
from storage.postgres.errors import translated


class OwnedSchema:
    """The schema of one database, by the DSN of its owner."""

    def __init__(self, owner_dsn: str) -> None:
        self._dsn = owner_dsn

    async def revision(self) -> str | None:
        with translated():
            connection = await asyncpg.connect(self._dsn)
            try:
                return await current_revision(connection)
            finally:
                await connection.close()

    async def upgrade(self) -> str:
        """As ``migrate``; loads Alembic only if there is something to do."""
        if await self.revision() == expected_revision():
            return expected_revision()
        return await migrate(self._dsn)
