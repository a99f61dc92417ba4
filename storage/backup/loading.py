"""The tables of an archive, put into a schema of the same revision in one transaction."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import asyncpg

from storage.backup.catalog import OWNER, Table, quote, tables
from storage.backup.connecting import owner_connection
from storage.backup.errors import BackupError, DamagedArchiveError
from storage.backup.manifest import POSTGRES
from storage.backup.mark import mark
from storage.backup.reading import Archive
from storage.backup.writing import Moved
from storage.postgres.connection import Connection
from storage.postgres.errors import translated

GAP = 1_000_000
"""So many numbers are left out of each sequence. What came after the backup is gone, but buttons
and links in chats carry its numbers, and they must not come to mean something else."""

_VECTORS = frozenset({"group_passages", "group_passage_messages"})
"""Made anew from the messages; a server without pgvector has no such tables."""

# Of vectors, too, if this server has them.
_SET = "SELECT setval(known, $2) FROM to_regclass($1) AS known WHERE known IS NOT NULL"


async def load(dsn: str, archive: Archive, moved: Moved, *, gap: int) -> tuple[str, ...]:
    """Replace all rows by those of the archive, or change nothing.

    Returns:
        Tables of the archive that this server cannot have.

    Raises:
        DamagedArchiveError: A table does not take what the archive has for it.
        BackupError: The archive has a table that no revision of ours has.
        StorageError: The server does not answer, or has no room.
    """
    contents = archive.manifest.tables
    async with owner_connection(dsn, "alfred restore") as connection:
        await connection.execute(f"SET ROLE {OWNER}")
        known = await tables(connection)
        left_out = contents.keys() - {table.name for table in known}
        if unknown := left_out - _VECTORS:
            raise BackupError(
                f"this schema has no table {min(unknown)!a} — restore another backup"
            )
        async with connection.transaction(), marked(connection), unguarded(connection, known):
            names = ", ".join(table.quoted for table in known)
            await connection.execute(f"TRUNCATE {names}")
            for table in known:
                if table.name in contents:
                    await _fill(connection, table, archive, moved)
            await _go_on(connection, archive.manifest.sequences, gap)
    return tuple(sorted(left_out))


@asynccontextmanager
async def marked(connection: Connection) -> AsyncIterator[None]:
    """With these rows come the mark, as documents and sessions are still to come."""
    await connection.execute("RESET ROLE")
    await mark(connection)
    await connection.execute(f"SET ROLE {OWNER}")
    yield


@asynccontextmanager
async def unguarded(connection: Connection, changed: Sequence[Table]) -> AsyncIterator[None]:
    """Let the owner write rows of all tenants, unseen by triggers, until the block ends.

    The caller's transaction makes it all or nothing. Triggers note who breaks an invariant, and
    forget what is derived of a changed row; what is restored had all that when it was written.
    """
    for table in changed:
        await connection.execute(f"ALTER TABLE {table.quoted} DISABLE TRIGGER USER")
        if table.isolated:
            await connection.execute(f"ALTER TABLE {table.quoted} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in changed:
        await connection.execute(f"ALTER TABLE {table.quoted} ENABLE TRIGGER USER")
        if table.isolated:
            await connection.execute(f"ALTER TABLE {table.quoted} FORCE ROW LEVEL SECURITY")


async def analyze(dsn: str) -> None:
    """Let the planner know what came, as the server would within a minute."""
    async with owner_connection(dsn, "alfred restore") as connection:
        await connection.execute(f"SET ROLE {OWNER}")
        names = ", ".join(table.quoted for table in await tables(connection))
        await connection.execute(f"ANALYZE {names}")


async def _fill(connection: Connection, table: Table, archive: Archive, moved: Moved) -> None:
    content = archive.manifest.tables[table.name]
    try:
        with translated():
            status = await connection.copy_to_table(
                table.name,
                schema_name="public",
                columns=content.columns,
                source=archive.pieces(POSTGRES, table.name, moved),
            )
    except asyncpg.PostgresError as error:
        # Its text quotes the row.
        raise DamagedArchiveError(
            f"the table {table.name} cannot be filled ({type(error).__name__})"
            " — restore another backup"
        ) from None
    if status != f"COPY {content.rows}":
        raise DamagedArchiveError(
            f"the archive tells of {content.rows} rows of {table.name} and has others"
            " — restore another backup"
        )


async def _go_on(connection: Connection, last: Mapping[str, int], gap: int) -> None:
    """Let each sequence go on after the last number that it gave out."""
    for name, number in last.items():
        await connection.execute(_SET, f"public.{quote(name)}", number + gap)
