"""How processes share the embedded PostgreSQL: real processes, real kill -9."""

import asyncio
from datetime import datetime
from pathlib import Path

import asyncpg
import psutil

from storage.embedded import PostgresServer, embedded_postgres
from tests.fixtures.embedded import UNSAFE_BUT_FAST
from tests.fixtures.processes import servers_in, user_of


def data_of(home: Path) -> Path:
    return home / "postgres" / "data"


async def started_at(server: PostgresServer) -> datetime:
    connection = await asyncpg.connect(server.dsn())
    started: datetime = await connection.fetchval("select pg_postmaster_start_time()")
    await connection.close()
    return started


def crash(home: Path) -> None:
    (server,) = servers_in(data_of(home))
    server.kill()


async def test_the_server_goes_with_its_last_user(home: Path) -> None:
    async with embedded_postgres(home, UNSAFE_BUT_FAST) as outer:
        before = await started_at(outer)
        async with embedded_postgres(home) as inner:
            inside = await started_at(inner)
        after = await started_at(outer)

    assert before == inside == after
    assert [] == servers_in(data_of(home))


async def test_processes_that_start_at_the_same_moment_share_one_server(home: Path) -> None:
    all_ready = asyncio.Barrier(3)

    async def use() -> int:
        async with user_of("postgres", home):
            await all_ready.wait()
            return len(servers_in(data_of(home)))

    counts = await asyncio.gather(use(), use(), use())

    assert [1, 1, 1] == list(counts)
    assert [] == servers_in(data_of(home))


async def test_the_server_outlives_its_starter_while_others_use_it(home: Path) -> None:
    async with user_of("postgres", home):
        joined = embedded_postgres(home)
        server = await joined.__aenter__()
        before = await started_at(server)

    after = await started_at(server)
    await joined.__aexit__(None, None, None)

    assert before == after
    assert [] == servers_in(data_of(home))


async def test_after_a_kill_9_the_next_process_takes_the_server_over(home: Path) -> None:
    async with user_of("postgres", home) as victim:
        left = servers_in(data_of(home))
        victim.kill()

    async with embedded_postgres(home):
        found = servers_in(data_of(home))

    assert 1 == len(left)
    assert left == found
    assert [] == servers_in(data_of(home))


async def test_a_stranger_with_a_dead_servers_number_neither_fools_us_nor_is_hurt(
    home: Path, stranger: psutil.Popen
) -> None:
    async with embedded_postgres(home, UNSAFE_BUT_FAST):
        crash(home)
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        record = data_of(home) / name
        _, *rest = record.read_text().splitlines(keepends=True)
        record.write_text("".join([f"{stranger.pid}\n", *rest]))

    async with embedded_postgres(home, UNSAFE_BUT_FAST) as server:
        await started_at(server)
        running = servers_in(data_of(home))

    assert 1 == len(running)
    assert [] == servers_in(data_of(home))
    assert stranger.poll() is None


async def test_a_server_that_crashed_under_its_user_is_started_for_the_next(home: Path) -> None:
    async with embedded_postgres(home, UNSAFE_BUT_FAST) as server:
        before = await started_at(server)
        crash(home)

        async with embedded_postgres(home, UNSAFE_BUT_FAST) as again:
            after = await started_at(again)

    assert before < after
    assert [] == servers_in(data_of(home))


async def test_data_that_a_kill_left_half_made_are_made_anew(home: Path) -> None:
    async with embedded_postgres(home, UNSAFE_BUT_FAST):
        pass
    half_made = data_of(home).rename(home / "postgres" / "data.new")

    async with embedded_postgres(home, UNSAFE_BUT_FAST) as server:
        await started_at(server)

    assert {"data"} == {path.name for path in half_made.parent.glob("data*")}
