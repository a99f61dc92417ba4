"""Taking a backup: the tables of one moment, then the memory, then the sessions."""

import asyncio
import sqlite3
from dataclasses import dataclass
from typing import IO

from storage.backup import documents
from storage.backup.dumping import snapshot
from storage.backup.errors import BackupError, NothingToBackUpError
from storage.backup.manifest import FORMAT, SESSIONS, Manifest
from storage.backup.sessions import known_sessions, read_session
from storage.backup.writing import ArchiveWriter, Moved
from storage.databases import owner_dsn
from storage.settings import StorageSettings


@dataclass(frozen=True, slots=True)
class Taken:
    manifest: Manifest
    size: int
    """Bytes of the archive's members."""
    content: int
    """Bytes before compression."""


async def take_backup(
    settings: StorageSettings, stream: IO[bytes], *, alfred: str, sessions: bool, moved: Moved
) -> Taken:
    """Write an archive of the installation that the settings name; the service may run.

    The memory is read after the tables' snapshot, and may know a little more than they do: it
    holds no number of theirs.

    Args:
        settings: Where the databases are.
        stream: What to write to, from the first byte to the last; nobody seeks in it.
        alfred: The version of this code, for who reads the archive.
        sessions: Whether accounts are to go on being logged in; such an archive opens them.
        moved: Is told of what was read.

    Raises:
        NothingToBackUpError: There is no installation.
        BackupError: A restore of it did not end, or it is being migrated.
        StorageError: A server does not answer.
    """
    _refuse_nothing(settings)
    archive = ArchiveWriter(stream, moved)
    async with owner_dsn(settings, "back up") as dsn, snapshot(dsn) as shot:
        contents = {table.name: await shot.dump(table, archive) for table in shot.tables}
        counts = await _memory(settings, archive)
        names = await _sessions(settings, archive) if sessions else ()
        manifest = Manifest(
            format=FORMAT,
            alfred=alfred,
            revision=shot.revision,
            taken_at=shot.taken_at,
            tables=contents,
            sequences=await shot.sequences(),
            collections=counts,
            sessions=names,
            members=archive.members,
        )
    await archive.finish(manifest)
    return Taken(manifest, archive.size, archive.content)


def _refuse_nothing(settings: StorageSettings) -> None:
    """An embedded server would make an empty database of what is not there."""
    home = settings.alfred_home
    if settings.database_url is None and not (home / "postgres" / "data").exists():
        raise NothingToBackUpError(f"{home} holds no installation — set ALFRED_HOME or --home")


async def _memory(settings: StorageSettings, archive: ArchiveWriter) -> dict[str, int]:
    if settings.mongodb_url is None and not (settings.alfred_home / "mongo" / "data").exists():
        return dict.fromkeys(documents.COLLECTIONS, 0)
    async with documents.opened(settings) as database:
        return await documents.dump(database, archive)


async def _sessions(settings: StorageSettings, archive: ArchiveWriter) -> tuple[str, ...]:
    found = await asyncio.to_thread(known_sessions, settings.alfred_home)
    for name, path in found.items():
        try:
            content = await asyncio.to_thread(read_session, path)
        except sqlite3.Error as error:
            raise BackupError(
                f"the session {path.name} cannot be read ({type(error).__name__}) — connect that"
                " account again, or leave sessions out with --without-sessions"
            ) from error
        part = archive.part(SESSIONS, name)
        await part.write(content)
        await part.close()
    return tuple(found)
