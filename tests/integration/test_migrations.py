"""Revisions by their effect: there and back again, and what they leave."""

import asyncio
import os
import re
import sys
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from pgqueuer import AsyncpgDriver

from storage.migrations.run import (
    config,
    current_revision,
    downgrade,
    expected_revision,
    migrate,
    revisions,
)
from storage.postgres.connection import Connection
from storage.postgres.errors import (
    DatabaseUnavailableError,
    MigrationError,
    SchemaMismatchError,
    UnsafeRoleError,
)
from storage.postgres.pool import open_pool
from storage.postgres.queue import queries
from tests.fixtures.postgres import Database

ROOT = Path(__file__).parents[2]
VERSIONS = ROOT / "storage" / "migrations" / "versions"

# Everything that a revision could leave behind or forget to remove.
_OBJECTS = """
SELECT 'table ' || tablename FROM pg_tables WHERE schemaname = 'public'
UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'policy ' || tablename || policyname || qual FROM pg_policies
UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
UNION ALL SELECT 'column ' || table_name || column_name || data_type
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint ' || conrelid::regclass || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'grant ' || table_name || privilege_type
    FROM information_schema.role_table_grants WHERE grantee = 'alfred_service'
UNION ALL SELECT 'column grant ' || table_name || column_name || privilege_type
    FROM information_schema.role_column_grants WHERE grantee = 'alfred_service'
"""


async def objects(dsn: str) -> set[str]:
    connection = await asyncpg.connect(dsn)
    try:
        return {row[0] for row in await connection.fetch(_OBJECTS)}
    finally:
        await connection.close()


async def test_each_revision_goes_back_to_exactly_what_was_before(
    empty_database: Database,
) -> None:
    dsn = empty_database.owner_dsn
    await migrate(dsn, "0001")
    await downgrade(dsn, "base")
    before = await objects(dsn)

    for previous, revision in zip(["base", *revisions()], revisions(), strict=False):
        await migrate(dsn, revision)
        after = await objects(dsn)
        await downgrade(dsn, previous)

        assert before == await objects(dsn), revision

        await migrate(dsn, revision)
        assert after == await objects(dsn), revision
        before = after


def test_there_is_one_head_and_the_file_names_tell_the_order() -> None:
    scripts = ScriptDirectory.from_config(config())

    told = [script.revision for script in scripts.walk_revisions()]

    assert [expected_revision()] == scripts.get_heads()
    assert revisions() == told[::-1]


def test_a_revision_is_named_by_date_number_and_what_it_does() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py"))

    assert [] == [name for name in names if not re.fullmatch(r"\d{8}_\d{4}_[a-z_]+\.py", name)]
    assert [f"{number:04}" for number in range(1, len(names) + 1)] == revisions()


def test_a_new_revision_follows_the_last(tmp_path: Path) -> None:
    alembic = config()
    alembic.set_main_option("version_locations", f"{VERSIONS}{os.pathsep}{tmp_path}")
    alembic.set_main_option("path_separator", "os")

    command.revision(alembic, "add a table", rev_id="0999", version_path=str(tmp_path))

    [made] = tmp_path.glob("*.py")
    assert re.fullmatch(r"\d{8}_0999_add_a_table\.py", made.name)
    assert f'down_revision = "{expected_revision()}"' in made.read_text("utf-8")


async def test_the_queue_is_as_the_installed_pgqueuer_expects_it(behind: Connection) -> None:
    plan = await queries(AsyncpgDriver(behind)).plan_upgrade()  # type: ignore[arg-type]  # stubs

    assert ((), ()) == (plan.statements, plan.notes)


async def test_migrating_again_changes_nothing(empty_database: Database) -> None:
    dsn = empty_database.owner_dsn
    await migrate(dsn)
    before = await objects(dsn)

    reached = await migrate(dsn)

    assert expected_revision() == reached
    assert before == await objects(dsn)


async def test_two_migrators_at_once_take_turns(empty_database: Database) -> None:
    program = "import asyncio, sys; from storage.migrations.run import migrate; "
    program += "print(asyncio.run(migrate(sys.argv[1])))"

    async def migrator() -> tuple[int | None, bytes]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            empty_database.owner_dsn,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await process.communicate()
        return process.returncode, told.strip()

    ended = await asyncio.gather(migrator(), migrator())

    assert [(0, expected_revision().encode())] * 2 == [*ended]


async def test_the_owner_owns_everything_and_can_do_nothing_else(behind: Connection) -> None:
    owners = await behind.fetch(
        "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    )
    roles = await behind.fetch(
        """
        SELECT rolname, rolcanlogin,
            rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication AS mighty
        FROM pg_roles WHERE rolname LIKE 'alfred%' ORDER BY rolname
        """
    )

    assert ["alfred_owner"] == [row["tableowner"] for row in owners]
    assert [
        ("alfred_operator", False, False),
        ("alfred_owner", False, False),
        ("alfred_service", True, False),
    ] == [tuple(row) for row in roles]


async def test_a_statement_that_fails_leaves_the_revision_before_it(
    empty_database: Database,
) -> None:
    dsn = empty_database.owner_dsn
    await migrate(dsn, "0002")
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE group_digests ()")

    with pytest.raises(MigrationError, match=r"group_digests.*already exists.*main\.py migrate"):
        await migrate(dsn)

    assert "0002" == await current_revision(connection)
    assert not await connection.fetchval(
        "SELECT to_regclass('group_conversation_windows') IS NOT NULL"
    )
    await connection.close()


async def test_a_database_of_another_revision_is_refused_with_the_remedy(
    empty_database: Database,
) -> None:
    await migrate(empty_database.owner_dsn, "0001")

    with pytest.raises(SchemaMismatchError, match=r"revision 0001.*`python main\.py migrate`"):
        async with open_pool(empty_database.service_dsn):
            pass


async def test_a_database_that_was_never_migrated_is_refused_with_the_remedy(
    empty_database: Database, migrated_database: Database
) -> None:
    with pytest.raises(SchemaMismatchError, match=r"revision none.*`python main\.py migrate`"):
        async with open_pool(empty_database.service_dsn):
            pass


async def test_a_database_that_went_back_to_base_counts_as_never_migrated(
    empty_database: Database,
) -> None:
    await migrate(empty_database.owner_dsn, "0001")
    await downgrade(empty_database.owner_dsn, "base")

    with pytest.raises(SchemaMismatchError, match="revision none"):
        async with open_pool(empty_database.service_dsn):
            pass


async def test_a_database_that_is_newer_than_the_code_is_refused_by_all(
    empty_database: Database,
) -> None:
    dsn = empty_database.owner_dsn
    await migrate(dsn)
    connection = await asyncpg.connect(dsn)
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await connection.close()

    with pytest.raises(SchemaMismatchError, match="9999 and newer"):
        await migrate(dsn)
    with pytest.raises(SchemaMismatchError, match="9999 and newer"):
        async with open_pool(empty_database.service_dsn):
            pass


async def test_the_service_does_not_start_as_the_owner(database: Database) -> None:
    with pytest.raises(UnsafeRoleError, match="alfred_service"):
        async with open_pool(database.owner_dsn):
            pass


async def test_a_server_that_does_not_answer_is_said_to(tmp_path: Path) -> None:
    nowhere = f"postgresql://alfred_service@/alfred?host={tmp_path}"

    with pytest.raises(DatabaseUnavailableError, match="see that it runs"):
        async with open_pool(nowhere):
            pass
    with pytest.raises(DatabaseUnavailableError, match="see that it runs"):
        await migrate(nowhere)


async def test_a_service_start_loads_neither_alembic_nor_sqlalchemy() -> None:
    program = "import sys, storage.postgres.database; print(*sys.modules)"

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()

    assert 0 == process.returncode
    assert set() == {b"alembic", b"sqlalchemy", b"pgqueuer"} & set(told.split())
