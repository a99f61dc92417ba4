"""What a restore refuses, and that it changes nothing then."""

import asyncio
import sys
from pathlib import Path

import asyncpg
import pytest

from storage.backup.errors import (
    BackupError,
    DamagedArchiveError,
    NewerArchiveError,
    OccupiedError,
    ServiceRunningError,
)
from storage.backup.mark import mark
from storage.databases import OwnerUnknownError
from storage.migrations.run import migrate
from storage.postgres.errors import HalfRestoredError
from storage.postgres.pool import open_pool
from tests.fixtures.archives import changed_manifest, flip, reduce
from tests.fixtures.command_line import ROOT
from tests.fixtures.installations import Installation, keys_of, put_session

_DYING = """
import asyncio, os, signal, sys
from pathlib import Path
from storage.backup.restoring import restore_backup
from storage.settings import StorageSettings

def moved(part, size):
    if part == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(restore_backup(
    StorageSettings(), Path(sys.argv[1]), replace=False, resume_work=False, moved=moved))
"""


async def is_untouched(there: Installation) -> bool:
    return await there.look("SELECT nspname FROM pg_namespace WHERE nspname ~ '^alfred'") == []


async def test_a_damaged_archive_changes_nothing(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    flip(archive, 600)

    with pytest.raises(DamagedArchiveError, match=r"was changed — restore another backup"):
        await fresh.restore(archive)

    assert await is_untouched(fresh)


async def test_rows_that_a_table_does_not_take_change_nothing(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    reduce(archive, "tenants")

    with pytest.raises(DamagedArchiveError, match="tenants and has others"):
        await fresh.restore(archive)

    assert [(0,)] == await fresh.look("SELECT count(*) FROM tenants")


async def test_a_backup_of_a_later_revision_is_refused(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    changed_manifest(archive, revision="9999", alfred="3.0.0")

    with pytest.raises(NewerArchiveError, match=r"9999 .* restore it with Alfred 3\.0"):
        await fresh.restore(archive)

    assert await is_untouched(fresh)


async def test_an_installation_that_is_there_is_kept_unless_it_may_go(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    await migrate(fresh.owner_dsn)
    await fresh.do("INSERT INTO tenants (name) VALUES ('mine')")
    stale = put_session(fresh.home, "99")

    with pytest.raises(OccupiedError, match=r"database is not empty.* add --replace"):
        await fresh.restore(archive)
    kept = await fresh.look("SELECT name FROM tenants")
    await fresh.restore(archive, replace=True, resume_work=True)

    assert [("mine",)] == kept
    assert await original.tables() == await fresh.tables()
    assert await original.documents() == await fresh.documents()
    assert not stale.exists()


async def test_what_was_to_be_replaced_stays_if_the_archive_is_no_good(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    await fresh.restore(archive, resume_work=True)
    before = await fresh.tables()
    reduce(archive, "subscriptions")

    with pytest.raises(DamagedArchiveError, match="subscriptions and has others"):
        await fresh.restore(archive, replace=True)

    assert await is_untouched(fresh)
    assert before == await fresh.tables()


async def test_a_database_of_a_later_version_is_left_alone(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    await migrate(fresh.owner_dsn)
    await fresh.do(
        "UPDATE alembic_version SET version_num = '9999'",
        "INSERT INTO tenants (name) VALUES ('mine')",
    )

    with pytest.raises(OccupiedError, match="9999 and newer than this code"):
        await fresh.restore(archive, replace=True)

    assert [("mine",)] == await fresh.look("SELECT name FROM tenants")


async def test_a_session_alone_is_an_installation_too(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    there = put_session(fresh.home, "99")

    with pytest.raises(OccupiedError, match="sessions is not empty"):
        await fresh.restore(archive)

    assert [(2, b"\x00\xff")] == keys_of(there)


async def test_a_memory_alone_is_an_installation_too(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    async with fresh.memory() as memory:
        await memory.documents("user_facts").insert_one({"_id": "f"})

    with pytest.raises(OccupiedError, match="the memory is not empty"):
        await fresh.restore(archive)

    assert [{"_id": "f"}] == (await fresh.documents())["user_facts"]


async def test_nothing_is_restored_below_a_running_service(
    original: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    before = await original.tables()

    async with open_pool(original.service_dsn):
        with pytest.raises(ServiceRunningError, match="stop every process of it"):
            await original.restore(archive, replace=True)

    assert before == await original.tables()


async def test_the_service_s_role_alone_can_neither_back_up_nor_restore(
    original: Installation, archive: Path
) -> None:
    modest = Installation(
        original.settings.model_copy(update={"migrations_database_url": None}), original.owner_dsn
    )

    with pytest.raises(OwnerUnknownError, match="cannot back up — set MIGRATIONS_DATABASE_URL"):
        await modest.back_up(archive)


@pytest.mark.parametrize(
    "part", ["postgres/tenants", "postgres/conversation_ledger", "mongo/user_memory", "sessions/1"]
)
async def test_a_restore_that_was_killed_is_seen_and_begins_anew(
    original: Installation, fresh: Installation, archive: Path, part: str
) -> None:
    await original.back_up(archive)

    ended = await killed_at(part, fresh, archive)

    with pytest.raises(HalfRestoredError, match=r"restore.* with the same file again"):
        async with open_pool(fresh.service_dsn):
            pass
    with pytest.raises(BackupError, match="did not come to its end — restore it again first"):
        await fresh.back_up(archive.with_name("half.tar"))
    await fresh.restore(archive, resume_work=True)
    assert -9 == ended
    assert await original.tables() == await fresh.tables()
    assert await original.documents() == await fresh.documents()
    assert await is_untouched(fresh)


async def test_a_table_is_restored_whole_or_not_at_all(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    await killed_at("postgres/conversation_ledger", fresh, archive)

    assert [(0,)] == await fresh.look("SELECT count(*) FROM tenants")


async def test_a_mark_without_rows_does_not_keep_a_restore_away(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    connection = await asyncpg.connect(fresh.owner_dsn)
    await mark(connection)
    await connection.close()

    await fresh.restore(archive)

    assert await is_untouched(fresh)


async def killed_at(part: str, there: Installation, archive: Path) -> int:
    """Restore in a process that dies as the first bytes of a part are read."""
    settings = there.settings
    given = {
        "ALFRED_HOME": str(there.home),
        "DATABASE_URL": settings.database_url,
        "MIGRATIONS_DATABASE_URL": settings.migrations_database_url,
        "MONGODB_URL": settings.mongodb_url,
    }
    variables = {
        name: value if isinstance(value, str) else value.get_secret_value()
        for name, value in given.items()
        if value is not None
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _DYING, str(archive), part, cwd=ROOT, env=variables
    )
    return await process.wait()
