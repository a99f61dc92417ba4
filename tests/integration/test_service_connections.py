"""Listeners and holders of roles, and what becomes of them when their connection is lost."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.signals import RunProgress, StopRun
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId
from storage.postgres.connection import Connection, Patience, Pool
from storage.postgres.errors import DatabaseUnavailableError
from storage.postgres.locks import RoleLocks
from storage.postgres.pool import open_pool
from storage.postgres.signals import CHANNEL, Signals
from tests.fixtures.cables import Cable
from tests.fixtures.postgres import Database

STOP = StopRun(TenantId(1), WindowId(2))
PROGRESS = RunProgress(TenantId(2**62), WindowId(2**62), Stage.DELIVERY_MANAGER, 1 / 3)

_LISTENERS = f"""
FROM pg_stat_activity
WHERE query LIKE 'LISTEN%{CHANNEL}%' AND datname = current_database()
    AND pid <> pg_backend_pid()
"""
_ROLES = """
FROM pg_locks
WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

_CLOSE_ALL = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE usename = 'alfred_service' AND datname = current_database()
"""


async def until(behind: Connection, query: str) -> None:
    """Wait for what the query asks to be true."""
    async with asyncio.timeout(10):
        while not await behind.fetchval(query):  # noqa: ASYNC110  # it tells no event
            await asyncio.sleep(0.01)


HASTY = Patience(check=0.01, answer=0.1)


async def test_another_process_hears_what_one_sends(pool: Pool, database: Database) -> None:
    async with open_pool(database.service_dsn) as other, Signals(pool).listen() as heard:
        await Signals(other).send(PROGRESS)

        assert PROGRESS == await anext(heard)


async def test_a_listener_whose_connection_was_lost_listens_again(
    pool: Pool, behind: Connection
) -> None:
    signals = Signals(pool)
    async with signals.listen() as heard:
        await signals.send(PROGRESS)
        first = await anext(heard)
        await behind.execute(f"SELECT pg_terminate_backend(pid, 10000) {_LISTENERS}")
        async with asyncio.TaskGroup() as tasks:
            hearing = tasks.create_task(_next(heard))
            await until(behind, f"SELECT count(*) = 1 {_LISTENERS}")
            await signals.send(STOP)

    assert [PROGRESS, STOP] == [first, hearing.result()]


async def _next(heard: object) -> object:
    return await anext(heard)  # type: ignore[call-overload]  # a coroutine for a task


async def test_a_listener_waits_for_a_server_that_is_away(pool: Pool, behind: Connection) -> None:
    name = await behind.fetchval("SELECT current_database()")
    waits: list[float] = []
    back = asyncio.Event()

    async def come_back(seconds: float) -> None:
        waits.append(seconds)
        await behind.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")
        back.set()

    async with Signals(pool, sleep=come_back).listen() as heard:
        await behind.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
        try:
            await behind.execute(_CLOSE_ALL)
            async with asyncio.TaskGroup() as tasks:
                hearing = tasks.create_task(_next(heard))
                await back.wait()
                await until(behind, f"SELECT count(*) = 1 {_LISTENERS}")
                await Signals(pool).send(STOP)
        finally:
            await behind.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")

    assert (STOP, [1.0]) == (hearing.result(), waits)


async def test_a_listener_hears_again_after_a_silence_that_was_none(
    pool: Pool, database: Database, tmp_path: Path
) -> None:
    async with Cable(database.service_dsn, tmp_path).laid() as cable:

        async def mend(_seconds: float) -> None:
            cable.cut = asyncio.Event()

        async with (
            open_pool(cable.dsn) as far,
            Signals(far, HASTY, sleep=mend).listen() as heard,
            asyncio.TaskGroup() as tasks,
        ):
            cable.cut.set()
            hearing = tasks.create_task(_next(heard))
            while not hearing.done():
                await Signals(pool).send(STOP)

    assert STOP == hearing.result()


async def test_what_is_not_understood_is_passed_over(pool: Pool) -> None:
    signals = Signals(pool)
    async with signals.listen() as heard:
        for payload in ("", "{", '{"kind": "later"}', '{"kind": "stop", "tenant_id": "x"}'):
            await pool.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)
        await signals.send(STOP)

        assert STOP == await anext(heard)


async def test_a_listener_leaves_its_connection_to_the_pool(pool: Pool) -> None:
    async with Signals(pool).listen():
        during = pool.get_idle_size()

    assert during < pool.get_idle_size()
    assert 0 == await pool.fetchval("SELECT count(*) FROM pg_listening_channels()")


async def test_a_holder_is_told_that_it_lost_its_role(
    database: Database, behind: Connection
) -> None:
    roles = RoleLocks(database.service_dsn)
    async with roles.hold("alfred:bot") as lost:
        await behind.execute(f"SELECT pg_terminate_backend(pid, 10000) {_ROLES} AND granted")
        async with asyncio.timeout(10):
            await lost.wait()

        async with roles.hold("alfred:bot") as other:
            assert not other.is_set()


async def test_a_holder_hears_of_a_connection_that_broke_in_silence(
    database: Database, tmp_path: Path
) -> None:
    async with (
        Cable(database.service_dsn, tmp_path).laid() as cable,
        RoleLocks(cable.dsn, HASTY).hold("alfred:bot") as lost,
    ):
        cable.cut.set()

        async with asyncio.timeout(10):
            await lost.wait()


async def test_the_next_has_the_role_at_once_when_its_holder_dies(
    database: Database, behind: Connection
) -> None:
    roles = RoleLocks(database.service_dsn)
    told: list[str] = []

    async def second() -> None:
        async with roles.hold("alfred:bot"):
            told.append("second")

    async with asyncio.TaskGroup() as tasks, roles.hold("alfred:bot") as lost:
        waiting = tasks.create_task(second())
        await until(behind, f"SELECT count(*) = 1 {_ROLES} AND NOT granted")
        await behind.execute(f"SELECT pg_terminate_backend(pid, 10000) {_ROLES} AND granted")
        await lost.wait()
        await waiting

    assert ["second"] == told


async def test_who_waits_is_told_that_the_server_went_away(
    database: Database, behind: Connection
) -> None:
    roles = RoleLocks(database.service_dsn)

    async def second() -> None:
        with pytest.raises(DatabaseUnavailableError):
            async with roles.hold("alfred:bot"):
                raise AssertionError("two hold it")

    async with asyncio.TaskGroup() as tasks, roles.hold("alfred:bot"):
        waiting = tasks.create_task(second())
        await until(behind, f"SELECT count(*) = 1 {_ROLES} AND NOT granted")
        await behind.execute(f"SELECT pg_terminate_backend(pid, 10000) {_ROLES} AND NOT granted")
        await waiting


async def test_who_waits_longer_than_a_turn_waits_on(
    database: Database, behind: Connection
) -> None:
    roles = RoleLocks(database.service_dsn, Patience(turn=0.05))
    told: list[str] = []

    async def second() -> None:
        async with roles.hold("alfred:bot"):
            told.append("second")

    async with asyncio.TaskGroup() as tasks, roles.hold("alfred:bot"):
        tasks.create_task(second())
        turns: set[datetime] = set()
        async with asyncio.timeout(10):
            while len(turns) < 4:
                began = await behind.fetchval(f"SELECT max(waitstart) {_ROLES} AND NOT granted")
                turns |= {began} - {None}
                await asyncio.sleep(0.01)  # a wait that begins anew tells no event
        told.append("first")

    assert ["first", "second"] == told
