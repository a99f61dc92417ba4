"""Subscriptions of several tenants, claimed by one transaction, on the real database."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import asyncpg
import pytest
from prometheus_client import CollectorRegistry

from pipeline.delivery.models import Destination, Via
from pipeline.events.orders import DigestOrdered
from pipeline.groups.models import PersonId
from pipeline.schedules.models import Due, NewSubscription, Rhythm, Subscription, Timetable
from pipeline.schedules.rules import due
from pipeline.schedules.settings import ScheduleSettings
from pipeline.windows.models import WindowSize
from scheduler.metrics import ScheduleMetrics
from scheduler.pushes import DuePushes
from storage.postgres.connection import Connection, Pool
from storage.postgres.outbox import Outbox
from storage.postgres.subscriptions import Subscriptions
from storage.postgres.tenant import tenant_transaction
from tests.fixtures.stores import Stores

NINE = datetime(2026, 2, 18, 9, tzinfo=UTC)
DAILY = Timetable(Rhythm.DAILY, WindowSize.DAY, "UTC", at=time(9))
NOON = NINE + timedelta(hours=3)

_SLOTS = "SELECT tenant_id, subscription_id, slot FROM digest_orders ORDER BY tenant_id"
_WAITING = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
_HOLD = "SELECT FROM groups WHERE id = $1 FOR UPDATE"


async def subscribed(stores: Stores, tenants: int) -> list[Subscription]:
    """One subscription of each tenant, due at nine."""
    rows = []
    for number in range(tenants):
        tenant, group = await stores.group(f"tenant {number}")
        new = NewSubscription(group, PersonId(1), Destination(Via.CHAT, 1), "ru", DAILY)
        rows.append(await stores.subscriptions.add(tenant, new, NINE))
    return rows


def pushes(pool: Pool, *, lock_seconds: float = 10.0) -> DuePushes:
    """All tenants together."""
    return DuePushes(
        Subscriptions(pool, Outbox([DigestOrdered.name]), lock_seconds=lock_seconds),
        ScheduleSettings(_env_file=None, claims=1),
        ScheduleMetrics(CollectorRegistry()),
        clock=lambda: NINE,
    )


async def waiting(behind: Connection) -> int:
    """Who waits for a lock, as soon as somebody does."""
    found: int | None = None
    while found is None:
        found = await behind.fetchval(_WAITING)
    return found


def filled(*rows: Subscription) -> list[tuple[int, int, str]]:
    return [(row.tenant, row.id, "2026-02-18T09:00") for row in rows]


async def slots(behind: Connection) -> list[tuple[int, int, str]]:
    return [tuple(row) for row in await behind.fetch(_SLOTS)]


async def test_a_group_that_somebody_holds_costs_only_its_own_tenant_the_push(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    one, two, three = await subscribed(postgres_stores, 3)
    push = pushes(pool, lock_seconds=0.05)

    async with behind.transaction():
        await behind.execute(_HOLD, two.group_id)
        claimed = await push()
        meanwhile = await slots(behind)
    later = await push()

    assert (2, {two.tenant}) == (claimed.pushed, set(claimed.failed))
    assert filled(one, three) == meanwhile
    assert 1 == later.pushed
    assert filled(one, two, three) == await slots(behind)


async def test_a_claim_whose_connection_dies_in_the_middle_loses_and_doubles_nothing(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    rows = await subscribed(postgres_stores, 3)

    async with asyncio.TaskGroup() as tasks, behind.transaction():
        await behind.execute(_HOLD, rows[1].group_id)
        claiming = tasks.create_task(pushes(pool)())
        await behind.execute("SELECT pg_terminate_backend($1, 10000)", await waiting(behind))

    assert (3, {}) == (claiming.result().pushed, claiming.result().failed)
    assert filled(*rows) == await slots(behind)
    jobs = await behind.fetchval("SELECT count(*) FROM pgqueuer")
    assert 3 == jobs == await behind.fetchval("SELECT count(DISTINCT dedupe_key) FROM pgqueuer")


async def test_two_who_claim_the_same_tenants_in_another_order_do_not_wait_in_a_circle(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    rows = await subscribed(postgres_stores, 8)
    for row in rows:
        again = NewSubscription(row.group_id, PersonId(2), row.destination, "ru", DAILY)
        await postgres_stores.subscriptions.add(row.tenant, again, NINE)
    tenants = [row.tenant for row in rows]

    def push(row: Subscription) -> Due:
        return due(row, NINE, timedelta(hours=1))

    claimed = await asyncio.gather(
        *(
            Subscriptions(pool, Outbox()).claim_due(each, NINE, push, limit=limit)
            for each in (tenants, tenants[::-1])
            for limit in (9, 9)
        )
    )

    assert 16 == len({order.subscription for orders in claimed for order in orders})


async def test_a_group_of_another_tenant_takes_no_order(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    one, two = await subscribed(postgres_stores, 2)
    fill = "SELECT fill_slots($1, $2, $3, '{slot}', $4, $5, '{24}', '{null}')"

    with pytest.raises(asyncpg.NoDataFoundError):
        await pool.execute(fill, [one.tenant], [two.group_id], [one.id], [NINE], [NOON])
    with pytest.raises(asyncpg.NoDataFoundError):
        await pool.execute(fill, [one.tenant], [one.group_id], [two.id], [NINE], [NOON])
    await pool.execute("SELECT move_subscriptions_on($1, $2, $3)", [one.tenant], [two.id], [NOON])

    assert [] == await slots(behind)
    assert two == await postgres_stores.subscriptions.get(two.tenant, two.id)


async def test_after_a_claim_nobody_is_the_current_tenant(
    postgres_stores: Stores, pool: Pool
) -> None:
    [row] = await subscribed(postgres_stores, 1)

    async with tenant_transaction(pool, row.tenant) as connection:
        before = await connection.fetchval("SELECT count(*) FROM subscriptions")
        await connection.execute("SELECT claim_subscriptions($1, $2, 9)", [row.tenant], NINE)
        after = await connection.fetchval("SELECT count(*) FROM subscriptions")

    assert (1, 0) == (before, after)
