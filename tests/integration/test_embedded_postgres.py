"""What the embedded PostgreSQL is for the one who uses it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from storage.embedded import PostgresOptions, PostgresServer, embedded_postgres
from storage.errors import EmbeddedDatabaseError, ServerStartError
from tests.fixtures.embedded import UNSAFE_BUT_FAST
from tests.fixtures.processes import servers_in


@asynccontextmanager
async def connected(server: PostgresServer) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.dsn())
    try:
        yield connection
    finally:
        await connection.close()


async def test_it_is_durable_and_knows_all_alphabets(home: Path) -> None:
    async with embedded_postgres(home) as server, connected(server) as connection:
        settings = {
            name: await connection.fetchval("select current_setting($1)", name)
            for name in ("fsync", "synchronous_commit", "full_page_writes", "server_encoding")
        }
        lowered = await connection.fetchval("select lower('ЁЖИК Ü')")
        stems = await connection.fetchval("select to_tsvector('russian', 'Ёжики')::text")

    assert {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "server_encoding": "UTF8",
    } == settings
    assert "ёжик ü" == lowered
    assert "'ежик':1" == stems


async def test_data_stay_when_the_server_goes(home: Path) -> None:
    async with embedded_postgres(home) as server, connected(server) as connection:
        await connection.execute("create table kept as select 7 as number")

    async with embedded_postgres(home) as server, connected(server) as connection:
        number = await connection.fetchval("select number from kept")

    assert 7 == number


async def test_the_dsn_names_the_user_and_the_database(home: Path) -> None:
    async with embedded_postgres(home, UNSAFE_BUT_FAST) as server:
        async with connected(server) as connection:
            await connection.execute('create role "a/b@c" login')
            await connection.execute('create database "x y?z"')

        other = await asyncpg.connect(server.dsn(user="a/b@c", database="x y?z"))
        user = await other.fetchval("select current_user")
        database = await other.fetchval("select current_database()")
        await other.close()

    assert ("a/b@c", "x y?z") == (user, database)


async def test_it_listens_on_no_network_and_in_a_session_of_its_own(home: Path) -> None:
    async with embedded_postgres(home, UNSAFE_BUT_FAST):
        (server,) = servers_in(home / "postgres" / "data")
        network = server.net_connections("inet")
        session = os.getsid(server.pid)

    assert [] == network
    assert os.getsid(0) != session


@pytest.mark.parametrize(
    "name", ["д" * 70, "with, 'odd' \"signs\" $HOME;%20 & spaces"], ids=["long", "odd"]
)
async def test_it_works_under_a_long_or_odd_path(home: Path, name: str) -> None:
    async with (
        embedded_postgres(home / name, UNSAFE_BUT_FAST) as server,
        connected(server) as connection,
    ):
        answer = await connection.fetchval("select 7")

    assert 7 == answer
    assert [] == servers_in(home / name / "postgres" / "data")


async def test_it_gets_none_of_our_environment(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "secret")
    monkeypatch.setenv("PGPORT", "1")

    async with embedded_postgres(home, UNSAFE_BUT_FAST) as server, connected(server) as connection:
        await connection.execute("create table environment (line text)")
        await connection.execute("copy environment from program 'env'")
        lines = [row["line"] for row in await connection.fetch("table environment")]

    names = {line.split("=", 1)[0] for line in lines}
    assert "PATH" in names
    assert names.isdisjoint({"BOT_TOKEN", "PGPORT"})


async def test_its_log_quotes_no_rows(home: Path) -> None:
    async with embedded_postgres(home, UNSAFE_BUT_FAST) as server, connected(server) as connection:
        await connection.execute("create table notes (body text primary key)")
        await connection.execute("insert into notes values ('hush')")
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("insert into notes values ('hush')")
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.copy_records_to_table("notes", records=[("hush",)])

    log = (home / "postgres" / "postgres.log").read_text()
    assert 2 == log.count("duplicate key")
    assert "hush" not in log


async def test_a_server_that_cannot_start_says_why_and_where(home: Path) -> None:
    with pytest.raises(ServerStartError) as caught:
        async with embedded_postgres(home, PostgresOptions({"max_connections": "many"})):
            pytest.fail("started with a nonsensical setting")

    message = str(caught.value)
    assert 'invalid value for parameter "max_connections": "many"' in message
    assert str(caught.value.log) in message
    assert "\n" not in message


async def test_a_failed_start_does_not_stand_in_the_way_of_the_next(home: Path) -> None:
    with pytest.raises(ServerStartError):
        async with embedded_postgres(home, PostgresOptions({"max_connections": "many"})):
            pytest.fail("started with a nonsensical setting")

    async with embedded_postgres(home, UNSAFE_BUT_FAST) as server, connected(server) as connection:
        answer = await connection.fetchval("select 7")

    assert 7 == answer


async def test_data_of_another_version_are_refused_with_the_remedy(home: Path) -> None:
    async with embedded_postgres(home, UNSAFE_BUT_FAST):
        pass
    (home / "postgres" / "data" / "PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedDatabaseError, match=r"PostgreSQL 17 .* reset --yes"):
        async with embedded_postgres(home):
            pytest.fail("started on data of another version")
