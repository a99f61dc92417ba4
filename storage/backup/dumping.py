"""The tables of one snapshot, written while the service goes on writing.

COPY's text format is the same on every version and machine, and needs no program of the server's
version beside us.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from storage.backup.catalog import OWNER, Table, above_policies, quote, sequences, tables
from storage.backup.connecting import owner_connection
from storage.backup.errors import BackupError, NothingToBackUpError
from storage.backup.manifest import POSTGRES, TableContent
from storage.backup.mark import is_marked
from storage.backup.writing import ArchiveWriter
from storage.migrations.run import current_revision
from storage.postgres.connection import Connection

_TENANTS = "SELECT id FROM public.tenants ORDER BY id"
_BECOME = "SELECT set_config('app.current_tenant', $1, true)"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tables as they were at one moment.

    Args:
        tenants: Whose rows are asked for one after the other, where policies bind us; else None.
    """

    connection: Connection
    revision: str
    taken_at: datetime
    tables: Sequence[Table]
    tenants: Sequence[int] | None

    async def dump(self, table: Table, archive: ArchiveWriter) -> TableContent:
        part = archive.part(POSTGRES, table.name)
        if self.tenants is None or not table.of_tenants:
            status = await self.connection.copy_from_table(
                table.name, schema_name="public", columns=table.columns, output=part.write
            )
            rows = _rows(status)
        else:
            rows = 0
            query = f"{_select(table)} WHERE tenant_id = $1"
            for tenant in self.tenants:
                await self.connection.execute(_BECOME, str(tenant))
                status = await self.connection.copy_from_query(query, tenant, output=part.write)
                rows += _rows(status)
        await part.close()
        return TableContent(columns=table.columns, rows=rows)

    async def sequences(self) -> dict[str, int]:
        """Read last: they go on with the writers, and are then past all that was copied."""
        return await sequences(self.connection)


@asynccontextmanager
async def snapshot(dsn: str) -> AsyncIterator[Snapshot]:
    """Open a snapshot by the DSN of a superuser or of who may become the tables' owner.

    Raises:
        NothingToBackUpError: The database was never migrated.
        BackupError: A restore of it did not end, or it is being migrated at this moment.
        StorageError: The server does not answer, or does not let us in.
    """
    async with owner_connection(dsn, "alfred backup") as connection:
        revision = await _revision(connection)
        if not await above_policies(connection):
            await connection.execute(f"SET ROLE {OWNER}")
        known = await tables(connection)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            # A table that is rewritten after the snapshot would look empty in it.
            names = ", ".join(table.quoted for table in known)
            await connection.execute(f"LOCK TABLE {names} IN ACCESS SHARE MODE")
            moment = await connection.fetchval("SELECT now()")
            if (await tables(connection), await current_revision(connection)) != (known, revision):
                raise BackupError("the database is being migrated — run the same again")
            tenants = None
            if not await above_policies(connection):
                tenants = [row["id"] for row in await connection.fetch(_TENANTS)]
            yield Snapshot(connection, revision, moment, known, tenants)


async def _revision(connection: Connection) -> str:
    if await is_marked(connection):
        raise BackupError(
            "a restore of this database did not come to its end — restore it again first"
        )
    revision = await current_revision(connection)
    if revision is None:
        raise NothingToBackUpError(
            "this database holds no installation of Alfred — check DATABASE_URL and"
            " MIGRATIONS_DATABASE_URL"
        )
    return revision


def _select(table: Table) -> str:
    columns = ", ".join(map(quote, table.columns))
    return f"SELECT {columns} FROM {table.quoted}"  # noqa: S608 - names of the catalogue, quoted


def _rows(status: str) -> int:
    """Of ``COPY 17``."""
    return int(status.rpartition(" ")[2])
