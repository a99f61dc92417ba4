"""Vectors where the database has no pgvector, and where it gets it later."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import pytest
from pydantic import SecretStr

from pipeline.health.models import Level
from pipeline.ingest.models import MessageId
from storage.health import VectorsCheck
from storage.migrations.run import downgrade, expected_revision, migrate
from storage.migrations.schema import OwnedSchema
from storage.postgres.connection import Connection
from storage.postgres.database import open_database
from storage.postgres.passages import Passages
from storage.postgres.pool import open_pool
from storage.settings import StorageSettings
from tests.fixtures.postgres import Database
from tests.fixtures.stores import CHAT, said

ROLE = "modest_migrator"
_TABLES = "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'group_passage%'"


@dataclass(frozen=True, slots=True)
class Modest:
    """A database whose owner may make roles and tables, and no extension: pgvector asks for a
    superuser."""

    owner_dsn: str
    service_dsn: str
    superuser: Connection

    async def tables(self) -> int:
        return int(await self.superuser.fetchval(_TABLES))

    async def get_extension(self) -> None:
        await self.superuser.execute("CREATE EXTENSION vector")

    async def ready(self) -> bool:
        async with open_pool(self.service_dsn) as pool:
            return await Passages(pool).ready()

    async def level(self) -> Level:
        settings = StorageSettings(_env_file=None, database_url=SecretStr(self.service_dsn))
        return (await VectorsCheck(settings, wanted=True, embedder="m").examine()).level


@pytest.fixture
async def modest(empty_database: Database) -> AsyncIterator[Modest]:
    superuser = await asyncpg.connect(empty_database.owner_dsn)
    name = await superuser.fetchval("SELECT current_database()")
    await superuser.execute(f"CREATE ROLE {ROLE} LOGIN CREATEROLE PASSWORD '{ROLE}'")
    await superuser.execute(f"ALTER DATABASE {name} OWNER TO {ROLE}")
    for role in ("alfred_owner", "alfred_service", "alfred_operator"):
        known = await superuser.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = $1", role)
        if known:
            await superuser.execute(f"GRANT {role} TO {ROLE} WITH ADMIN TRUE")
    await superuser.execute(f"ALTER SCHEMA public OWNER TO {ROLE}")
    try:
        yield Modest(_as(empty_database.owner_dsn, ROLE), empty_database.service_dsn, superuser)
    finally:
        await superuser.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
        await superuser.execute(f"REASSIGN OWNED BY {ROLE} TO CURRENT_USER")
        await superuser.execute(f"DROP OWNED BY {ROLE}")
        await superuser.execute(f"DROP ROLE {ROLE}")
        await superuser.close()


def _as(dsn: str, role: str) -> str:
    parts = urlsplit(dsn)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{quote(role)}@{place}"))


async def test_without_the_extension_everything_else_is_migrated_and_works(modest: Modest) -> None:
    reached = await migrate(modest.owner_dsn)

    async with open_database(modest.service_dsn, ()) as database:
        tenant = await database.tenants.ensure("one")
        group = await database.groups.ensure(tenant, CHAT, time_zone="UTC")
        await database.messages.accept(tenant, group, [said(1, 0)])
        await database.messages.accept(tenant, group, [said(1, 0, "иначе", edit_version=1)])
        deleted = await database.messages.delete(tenant, group, [MessageId(1)])
    assert expected_revision() == reached
    assert 0 == await modest.tables()
    assert [(group, 1)] == list(deleted)
    assert not await modest.ready()
    assert Level.WARN is await modest.level()


async def test_an_extension_that_comes_later_is_used_from_the_next_migration_on(
    modest: Modest,
) -> None:
    schema = OwnedSchema(modest.owner_dsn)
    await schema.upgrade()
    nothing = await schema.complete()

    await modest.get_extension()
    completed = [await schema.complete() for _ in range(2)]

    assert not nothing
    assert [True, False] == completed
    assert 2 == await modest.tables()
    assert await modest.ready()
    assert Level.OK is await modest.level()


async def test_going_back_without_the_tables_is_no_failure(modest: Modest) -> None:
    await migrate(modest.owner_dsn, "0022")

    await downgrade(modest.owner_dsn, "0021")

    assert "0021" == await OwnedSchema(modest.owner_dsn).revision()


async def test_going_back_keeps_the_books_of_calls(empty_database: Database) -> None:
    dsn = empty_database.owner_dsn
    await migrate(dsn, "0022")
    connection = await asyncpg.connect(dsn)
    await connection.execute("INSERT INTO tenants (name) VALUES ('one')")
    await connection.execute(
        "INSERT INTO llm_usage"
        " (tenant_id, purpose, run_id, tier, model, prompt_version, booked_tokens)"
        " SELECT id, 'passages', 'r', 'embedding', 'm', 'v', 5 FROM tenants"
    )

    await downgrade(dsn, "0021")

    assert "base" == await connection.fetchval("SELECT tier FROM llm_usage")
    await connection.close()


async def test_a_superuser_s_migration_makes_the_extension_in_a_schema_of_its_own(
    empty_database: Database,
) -> None:
    await migrate(empty_database.owner_dsn)

    connection = await asyncpg.connect(empty_database.owner_dsn)
    place = await connection.fetchval(
        "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'vector'"
    )
    await connection.close()
    assert "extensions" == place
