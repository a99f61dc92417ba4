"""What a connection is rid of when it goes back to its pool, and what that costs."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId
from storage.postgres.connection import Connection, Pool, own_connection
from storage.postgres.locks import WindowLocks
from storage.postgres.pool import open_pool
from storage.postgres.tenant import tenant_transaction
from tests.fixtures.postgres import Database, leftovers

TENANT = TenantId(1)

LEFT = {
    "lock": "SELECT pg_advisory_lock(7)",
    "channel alfred": "LISTEN alfred",
    "cursor held": "DECLARE held CURSOR WITH HOLD FOR SELECT 1",
    "setting statement_timeout": "SET statement_timeout = 7",
    "tenant": "SELECT set_config('app.current_tenant', '7', false)",
}

_LAST = "SELECT query FROM pg_stat_activity WHERE pid = $1"
_SET = "SELECT current_setting('app.current_tenant', true)"
_FREE = "SELECT pg_try_advisory_xact_lock(7)"


@pytest.fixture
async def one(database: Database) -> AsyncIterator[Pool]:
    """A pool of one connection, which everybody has in turn."""
    async with open_pool(database.service_dsn, max_size=1) as pool:
        yield pool


async def backend(pool: Pool) -> int:
    return int(await pool.fetchval("SELECT pg_backend_pid()"))


def hear(*_notification: object) -> None:
    """Of no interest."""


@pytest.mark.parametrize("left", LEFT)
async def test_who_had_a_connection_as_their_own_leaves_nothing(one: Pool, left: str) -> None:
    before = await backend(one)

    async with own_connection(one) as connection:
        await connection.execute(LEFT[left])

    assert [] == await leftovers(one)
    assert before == await backend(one)


@pytest.mark.parametrize("left", LEFT)
async def test_whatever_an_ordinary_user_left_would_be_seen(one: Pool, left: str) -> None:
    async with one.acquire() as connection:
        await connection.execute(LEFT[left])

    assert [left] == await leftovers(one)


async def test_a_listener_leaves_no_channel_however_it_came_to_its_connection(one: Pool) -> None:
    with pytest.warns(match="active notification listener"):
        async with one.acquire() as connection:
            await connection.add_listener("alfred", hear)

    assert [] == await leftovers(one)


async def test_a_window_whose_holder_was_cancelled_is_free(pool: Pool, one: Pool) -> None:
    held = asyncio.Event()

    async def hold() -> None:
        async with WindowLocks(one).hold(TENANT, WindowId(1)):
            held.set()
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        holder = tasks.create_task(hold())
        await held.wait()
        holder.cancel()

    async with WindowLocks(pool).hold(TENANT, WindowId(1)) as free:
        assert free
    assert [] == await leftovers(one)


async def test_a_connection_whose_reset_was_cut_short_is_not_used_again(
    one: Pool, behind: Connection
) -> None:
    before = await backend(one)

    async with own_connection(one) as connection:
        await connection.execute(LEFT["lock"])
        await behind.execute("SELECT pg_terminate_backend($1, 10000)", before)

    assert await behind.fetchval(_FREE)
    assert before != await backend(one)


async def test_a_transaction_that_was_left_open_is_rolled_back(
    one: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    async with one.acquire() as connection:
        await connection.execute("BEGIN; SET LOCAL app.current_tenant = '7'")

    assert [] == await leftovers(one)
    assert "active transaction" in caplog.text


@pytest.mark.parametrize("error", [None, ZeroDivisionError])
async def test_ordinary_use_costs_no_round_trip_beyond_its_own(
    one: Pool, behind: Connection, error: type[Exception] | None
) -> None:
    async with own_connection(one) as connection:
        await connection.execute(LEFT["lock"])

    try:
        async with tenant_transaction(one, TENANT) as connection:
            server = connection.get_server_pid()
            if error is not None:
                raise error
    except ZeroDivisionError:
        ended = "ROLLBACK;"
    else:
        ended = "COMMIT;"

    assert ended == await behind.fetchval(_LAST, server)
    assert [] == await leftovers(one)


@pytest.mark.parametrize("durable", [True, False])
async def test_a_tenants_transaction_takes_a_round_trip_at_each_end(
    one: Pool, *, durable: bool
) -> None:
    sent: list[str] = []
    async with one.acquire() as connection:
        connection.add_query_logger(lambda logged: sent.append(logged.query))

    async with tenant_transaction(one, TENANT, durable=durable) as connection:
        tenant = await connection.fetchval(_SET)

    assert str(TENANT) == tenant
    assert [_SET, "COMMIT;"] == sent[1:]
    assert [] == await leftovers(one)


async def test_a_tenant_that_is_no_number_begins_nothing(one: Pool) -> None:
    hostile: Any = "1', true); DROP TABLE people; --"

    with pytest.raises(ValueError, match="format code"):
        async with tenant_transaction(one, hostile):
            pytest.fail("a text was put into the statement")


async def test_who_is_cancelled_in_a_statement_leaves_a_connection_that_works(
    one: Pool, behind: Connection
) -> None:
    async def sleep() -> None:
        async with tenant_transaction(one, TENANT) as connection:
            await connection.execute("SELECT pg_sleep(60)")

    async with asyncio.TaskGroup() as tasks:
        server = await backend(one)
        sleeper = tasks.create_task(sleep())
        async with asyncio.timeout(10):
            last = ""
            while "pg_sleep" not in last:
                await asyncio.sleep(0.01)
                last = await behind.fetchval(_LAST, server)
        sleeper.cancel()

    assert sleeper.cancelled()
    assert server == await backend(one)
    assert [] == await leftovers(one)


async def test_a_second_transaction_inside_is_refused(one: Pool) -> None:
    async with tenant_transaction(one, TENANT) as connection:
        with pytest.raises(asyncpg.InterfaceError, match="manually started"):
            async with connection.transaction():
                pytest.fail("a transaction began inside another one")
