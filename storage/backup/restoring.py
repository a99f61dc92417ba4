"""Restoring: verified first, marked while it lasts, and over in one transaction.

The mark is made with the first change that is committed. So a process that is killed or refused at
any moment leaves what was there before, or a database with the mark, which no service uses and
which the same command fills from the beginning.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.backup import documents, loading
from storage.backup.catalog import OWNER, tables
from storage.backup.connecting import owner_connection
from storage.backup.errors import NewerArchiveError, OccupiedError, ServiceRunningError
from storage.backup.manifest import SESSIONS, Manifest
from storage.backup.mark import is_marked, mark, unmark
from storage.backup.reading import Archive, verified
from storage.backup.sessions import known_sessions, remove_sessions, write_session
from storage.backup.settling import Settled, settle
from storage.backup.writing import Moved
from storage.databases import owner_dsn
from storage.migrations.run import current_revision, downgrade, expected_revision, migrate
from storage.migrations.run import revisions as known_revisions
from storage.mongo import MongoDatabase
from storage.postgres.connection import Connection
from storage.settings import StorageSettings

# A service that only started wrote rows of its own already; somebody's are in one of these.
_INHABITED = (
    "tenants",
    "people",
    "conversation_ledger",
)
_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('alfred:restore', 0))"
# Which programs are connected everybody may see.
_USERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND (usename = 'alfred_service' OR application_name LIKE 'alfred%')
"""


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    left_out: tuple[str, ...]
    """Tables of vectors, which this server cannot have; they are made anew."""
    revision: str
    """To which the schema was brought in the end."""
    settled: Settled | None
    """None where work was to go on."""


async def restore_backup(
    settings: StorageSettings, path: Path, *, replace: bool, resume_work: bool, moved: Moved
) -> Restored:
    """Make the installation that the settings name the one that an archive holds.

    Args:
        settings: Where the databases are.
        path: The archive.
        replace: Delete what is there.
        resume_work: Let go on what was under way: the installation of the backup was stopped
            before it, and never started again.
        moved: Is told of what was read.

    Raises:
        DamagedArchiveError: The archive is not as it was written; nothing was changed.
        NewerArchiveError: It needs a later version of Alfred; nothing was changed.
        OccupiedError: Something is there, and ``replace`` was not said; nothing was changed.
        ServiceRunningError: Somebody works there; nothing was changed.
        StorageError: A server does not answer.
    """
    archive = await verified(path, moved)
    _refuse_newer(archive.manifest)
    async with (
        owner_dsn(settings, "restore") as dsn,
        _alone(dsn) as guard,
        documents.opened(settings) as memory,
    ):
        await _refuse_unknown(guard)
        if not replace and not await is_marked(guard):
            await _refuse_occupied(guard, memory, settings)
        await _bring_to(guard, dsn, archive.manifest.revision)
        gap = 0 if resume_work else loading.GAP
        left_out = await loading.load(dsn, archive, moved, gap=gap)
        embedded = settings.mongodb_url is None
        await documents.load(memory, archive, moved, embedded=embedded)
        await _put_sessions(settings.alfred_home, archive, moved)
        revision = await migrate(dsn)
        await loading.analyze(dsn)
        settled = await _end(guard, None if resume_work else archive.manifest)
    return Restored(archive.manifest, left_out, revision, settled)


def _refuse_newer(manifest: Manifest) -> None:
    if manifest.revision not in known_revisions():
        raise NewerArchiveError(
            f"the archive is at revision {manifest.revision} and this code at"
            f" {expected_revision()} — restore it with Alfred {manifest.alfred} or later"
        )


async def _refuse_unknown(guard: Connection) -> None:
    """What a later version made cannot be taken away by this one."""
    current = await current_revision(guard)
    if current is not None and current not in known_revisions():
        raise OccupiedError(
            f"the database that is there is at revision {current} and newer than this code"
            " — restore into another one"
        )


@asynccontextmanager
async def _alone(dsn: str) -> AsyncIterator[Connection]:
    """A connection of who is logged in, while nobody else of ours has one."""
    async with owner_connection(dsn, "alfred restore") as connection:
        others = await connection.fetchval(_USERS)
        if others or not await connection.fetchval(_LOCK):
            raise ServiceRunningError(
                "Alfred is running on this database — stop every process of it and try again"
            )
        yield connection


async def _refuse_occupied(
    guard: Connection, memory: MongoDatabase, settings: StorageSettings
) -> None:
    here = None
    if await _is_inhabited(guard):
        here = "the database"
    elif not await documents.is_empty(memory):
        here = "the memory"
    elif await asyncio.to_thread(known_sessions, settings.alfred_home):
        here = f"{settings.alfred_home / SESSIONS}"
    if here is not None:
        raise OccupiedError(
            f"an installation is here already ({here} is not empty) — restore into a new"
            " ALFRED_HOME or database, or add --replace to delete this one"
        )


async def _is_inhabited(guard: Connection) -> bool:
    if await current_revision(guard) is None:
        return False
    there = {table.name: table for table in await tables(guard)}
    async with guard.transaction():
        await guard.execute(f"SET LOCAL ROLE {OWNER}")
        for name in _INHABITED:
            if name in there and await guard.fetchval(
                f"SELECT EXISTS (SELECT FROM {there[name].quoted})"  # noqa: S608 - a constant
            ):
                return True
    return False


async def _bring_to(guard: Connection, dsn: str, revision: str) -> None:
    """Have a schema of the archive's revision; on the way to another one all rows are lost."""
    current = await current_revision(guard)
    if current == revision:
        return
    await mark(guard)
    if current is not None:
        names = ", ".join(table.quoted for table in await tables(guard))
        async with guard.transaction():
            await guard.execute(f"SET LOCAL ROLE {OWNER}")
            await guard.execute(f"TRUNCATE {names}")
        await downgrade(dsn, "base")
    await migrate(dsn, revision)


async def _put_sessions(home: Path, archive: Archive, moved: Moved) -> None:
    await asyncio.to_thread(remove_sessions, home)
    for name in archive.manifest.sessions:
        pieces = [piece async for piece in archive.pieces(SESSIONS, name, moved)]
        await asyncio.to_thread(write_session, home, name, b"".join(pieces))


async def _end(guard: Connection, manifest: Manifest | None) -> Settled | None:
    """From here on the installation is whole."""
    settled = None
    async with guard.transaction():
        if manifest is not None:
            await guard.execute(f"SET LOCAL ROLE {OWNER}")
            settled = await settle(guard, manifest.taken_at)
            await guard.execute("RESET ROLE")
        await unmark(guard)
    return settled
