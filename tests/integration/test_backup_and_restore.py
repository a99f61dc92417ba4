"""What a backup holds is what comes back: all of it, as it was at one moment."""

import asyncio
import stat
from pathlib import Path

import asyncpg
import pytest

from bot.telethon.session import session_path
from pipeline.ingest.models import TenantId
from storage.backup.errors import NothingToBackUpError
from storage.backup.loading import GAP
from storage.backup.manifest import POSTGRES
from storage.backup.sessions import known_sessions
from storage.migrations.run import downgrade, expected_revision, migrate
from tests.fixtures.installations import (
    Installation,
    hosted_database,
    installation,
    keys_of,
)
from tests.fixtures.postgres import new_database

_GUARDS = """
SELECT c.relname::text, c.relrowsecurity, c.relforcerowsecurity,
    array(SELECT tgname::text || ' ' || tgenabled::text FROM pg_trigger
        WHERE tgrelid = c.oid AND NOT tgisinternal ORDER BY 1)
FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1
"""
_COUNTS = """
SELECT (SELECT count(*) FROM tenants), (SELECT count(*) FROM members),
    (SELECT count(*) FROM events)
"""
VECTORS = {"group_passages", "group_passage_messages"}
_A_TENANT = """
WITH added AS (INSERT INTO tenants (name) VALUES ($1) RETURNING id),
    belonging AS (INSERT INTO members SELECT id, 7, '{}' FROM added)
INSERT INTO events (tenant_id, name, key, payload) SELECT id, 'name', $1, '{}' FROM added
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def beside(archive: Path) -> list[str]:
    return [path.name for path in archive.parent.iterdir() if archive.name in path.name]


async def test_what_is_restored_equals_the_original(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    taken = await original.back_up(archive)

    restored = await fresh.restore(archive, resume_work=True)

    assert await original.tables() == await fresh.tables()
    assert await original.documents() == await fresh.documents()
    assert taken.manifest == restored.manifest
    [(name, path)] = known_sessions(fresh.home).items()
    assert session_path(fresh.home, TenantId(int(name))) == path
    assert [(2, b"\x00\xff")] == keys_of(path)
    assert 0o600 == mode(path)


async def test_a_backup_has_every_table_of_the_schema(
    original: Installation, archive: Path
) -> None:
    taken = await original.back_up(archive)

    assert (await original.tables()).keys() - {"alembic_version"} == taken.manifest.tables.keys()
    assert {f"{POSTGRES}/group_messages.000001.copy.gz"} <= taken.manifest.members.keys()


async def test_an_archive_is_for_its_owner_alone(original: Installation, archive: Path) -> None:
    await original.back_up(archive)

    assert 0o600 == mode(archive)


async def test_sessions_may_be_left_out(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    taken = await original.back_up(archive, sessions=False)

    await fresh.restore(archive)

    assert () == taken.manifest.sessions
    assert {} == known_sessions(fresh.home)


async def test_policies_and_triggers_guard_what_was_restored(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)

    await fresh.restore(archive)

    assert await original.look(_GUARDS) == await fresh.look(_GUARDS)


async def test_new_rows_get_numbers_that_were_never_given_out(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    await fresh.restore(archive)

    await fresh.do("INSERT INTO tenants (name) VALUES ('later')")

    assert [(2 + GAP + 1,)] == await fresh.look("SELECT id FROM tenants WHERE name = 'later'")


async def test_a_backup_while_somebody_writes_is_of_one_moment(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    writing, stop = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        connection = await asyncpg.connect(original.owner_dsn)
        number = 0
        while not stop.is_set():
            number += 1
            await connection.execute(_A_TENANT, f"tenant {number}")
            if number == 20:
                writing.set()
        await connection.close()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        await writing.wait()
        await original.back_up(archive)
        stop.set()
    await fresh.restore(archive)

    [(tenants, members, events)] = await fresh.look(_COUNTS)
    [(later, _, _)] = await original.look(_COUNTS)
    assert tenants == members == events
    assert 22 <= int(str(tenants)) < int(str(later))


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    postgres_server: str, fresh: Installation, mongo_server: str, archive: Path
) -> None:
    async with new_database(postgres_server) as older:
        await migrate(older.owner_dsn, "0009")
        there = installation(older, mongo_server, fresh.home.with_name("older"))
        await there.do(
            "INSERT INTO tenants (name) VALUES ('team')",
            "INSERT INTO people (id, language, time_zone) VALUES (7, 'ru', 'UTC')",
        )
        taken = await there.back_up(archive)

    restored = await fresh.restore(archive)

    assert "0009" == taken.manifest.revision
    assert expected_revision() == restored.revision
    assert [("team",)] == await fresh.look("SELECT name FROM tenants")
    assert [(False,)] == await fresh.look("SELECT zone_chosen FROM people")


async def test_a_migrated_database_without_anybody_is_empty_enough(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    await migrate(fresh.owner_dsn)
    await fresh.do("INSERT INTO recoveries (kind, source) VALUES ('session', 'bot')")

    await fresh.restore(archive, resume_work=True)

    assert await original.tables() == await fresh.tables()


async def test_a_backup_of_nothing_is_refused(fresh: Installation, archive: Path) -> None:
    with pytest.raises(NothingToBackUpError, match=r"no installation .* — check DATABASE_URL"):
        await fresh.back_up(archive)

    assert [] == beside(archive)


async def test_a_database_that_went_back_to_its_beginning_can_be_restored(
    original: Installation, fresh: Installation, archive: Path
) -> None:
    await original.back_up(archive)
    await migrate(fresh.owner_dsn)
    await downgrade(fresh.owner_dsn, "base")

    await fresh.restore(archive, resume_work=True)

    assert await original.tables() == await fresh.tables()


async def test_an_owner_without_privileges_backs_up_and_restores(
    postgres_server: str, original: Installation, mongo_server: str, archive: Path
) -> None:
    await original.back_up(archive)
    again = archive.with_name("again.tar")

    async with hosted_database(postgres_server) as hosted:
        there = installation(hosted, mongo_server, archive.with_name("hosted"))
        restored = await there.restore(archive, resume_work=True)
        await there.back_up(again)
    async with new_database(postgres_server) as database:
        copied = installation(database, mongo_server, archive.with_name("copied"))
        await copied.restore(again, resume_work=True)
        found = await copied.tables()

    expected = await original.tables()
    assert VECTORS == set(restored.left_out)
    assert {name: expected[name] for name in expected if name not in VECTORS} == {
        name: found[name] for name in found if name not in VECTORS
    }
