"""What compose does to an empty PostgreSQL: the roles' script, then `migrate` by the owner."""

import subprocess
from collections.abc import AsyncIterator

import asyncpg
import pytest

from storage.embedded import PostgresServer, embedded_postgres
from storage.embedded.binaries import programs_in, site_directory
from storage.migrations.run import migrate
from storage.postgres.errors import UnsafeRoleError
from storage.postgres.pool import open_pool
from tests.fixtures.command_line import ROOT

COMPOSE = ROOT / "deploy" / "compose"

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PostgresServer]:
    """A cluster of its own, as the image starts one: with the database and without our roles."""
    folder = tmp_path_factory.mktemp("compose")
    async with embedded_postgres(folder / "home") as server:
        superuser = await asyncpg.connect(server.dsn())
        await superuser.execute("CREATE DATABASE alfred")
        await superuser.close()
        run("secrets.sh", "42:TEST", variables={"SECRETS": str(folder / "secrets")})
        run(
            "postgres-roles.sh",
            variables={
                "SECRETS": str(folder / "secrets"),
                "POSTGRES_USER": "postgres",
                "POSTGRES_DB": "alfred",
                "PGHOST": str(server.socket_directory),
            },
        )
        await migrate(server.dsn(user="alfred_admin", database="alfred"))
        yield server


def run(script: str, *arguments: str, variables: dict[str, str]) -> None:
    ended = subprocess.run(
        ["sh", str(COMPOSE / script), *arguments],
        env={"PATH": f"{programs_in(site_directory())}:/usr/bin:/bin", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


async def test_the_service_works_as_its_role_and_migrating_again_is_nothing(
    server: PostgresServer,
) -> None:
    again = await migrate(server.dsn(user="alfred_admin", database="alfred"))

    async with open_pool(server.dsn(user="alfred_service", database="alfred")) as pool:
        reached = await pool.fetchval("SELECT version_num FROM alembic_version")

    assert again == reached


async def test_vectors_have_their_tables_though_the_owner_may_make_no_extension(
    server: PostgresServer,
) -> None:
    async with open_pool(server.dsn(user="alfred_service", database="alfred")) as pool:
        passages = await pool.fetchval("SELECT count(*) FROM group_passages")

    assert 0 == passages


async def test_the_service_may_not_work_as_the_owner(server: PostgresServer) -> None:
    with pytest.raises(UnsafeRoleError):
        async with open_pool(server.dsn(user="alfred_admin", database="alfred")):
            pass


async def test_each_role_has_a_password_and_the_rights_that_it_needs(
    server: PostgresServer,
) -> None:
    superuser = await asyncpg.connect(server.dsn(database="alfred"))
    roles = await superuser.fetch(
        """
        SELECT rolname, rolpassword LIKE 'SCRAM-SHA-256$%' AS secret, rolsuper, rolcreaterole
        FROM pg_authid WHERE rolname LIKE 'alfred%' AND rolcanlogin ORDER BY rolname
        """
    )
    await superuser.close()

    assert [
        ("alfred_admin", True, False, True),
        ("alfred_service", True, False, False),
    ] == [tuple(row) for row in roles]
