"""Due pushes on the real book: what the database has to hold together."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from prometheus_client import CollectorRegistry

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import PersonId
from pipeline.schedules.models import (
    Due,
    NewSubscription,
    QuietHours,
    Rhythm,
    Subscription,
    Timetable,
)
from pipeline.schedules.ports import SubscriptionBook
from pipeline.schedules.rules import due
from pipeline.schedules.settings import ScheduleSettings
from pipeline.windows.models import WindowSize
from scheduler.metrics import ScheduleMetrics
from scheduler.pushes import DuePushes
from storage.postgres.connection import Connection
from tests.fixtures.stores import Stores

NINE = datetime(2026, 2, 18, 9, tzinfo=UTC)
GRACE = timedelta(hours=3)
DAILY = Timetable(Rhythm.DAILY, WindowSize.DAY, "UTC", at=time(9))


def process(book: SubscriptionBook, now: Callable[[], datetime], *, batch: int = 3) -> DuePushes:
    settings = ScheduleSettings(_env_file=None, batch=batch)
    return DuePushes(book, settings, ScheduleMetrics(CollectorRegistry()), clock=now)


async def subscribed(
    stores: Stores, count: int, timetable: Timetable = DAILY, due_at: datetime = NINE
) -> list[Subscription]:
    """So many people, who all want the same group's digest."""
    tenant, group = await stores.group()
    return [
        await stores.subscriptions.add(
            tenant,
            NewSubscription(
                group, PersonId(person), Destination(Via.CHAT, person), "ru", timetable
            ),
            due_at,
        )
        for person in range(1, count + 1)
    ]


async def slots(behind: Connection) -> list[tuple[int, str, str]]:
    rows = await behind.fetch(
        "SELECT subscription_id, slot, state FROM digest_orders ORDER BY subscription_id, slot"
    )
    return [tuple(row) for row in rows]


async def test_schedulers_side_by_side_push_each_slot_once(
    postgres_stores: Stores, behind: Connection
) -> None:
    rows = await subscribed(postgres_stores, 20)
    processes = [process(postgres_stores.subscriptions, lambda: NINE) for _ in range(3)]

    claimed = await asyncio.gather(*(push() for push in processes))

    assert 20 == sum(each.pushed for each in claimed)
    assert [(row.id, "2026-02-18T09:00", "waiting") for row in rows] == await slots(behind)


async def test_a_process_that_dies_in_a_claim_leaves_it_to_the_next(
    postgres_stores: Stores, behind: Connection
) -> None:
    rows = await subscribed(postgres_stores, 5)

    def die_at_the_third(row: Subscription) -> Due:
        if row.id == rows[2].id:
            raise SystemError
        return due(row, NINE, GRACE)

    with pytest.raises(SystemError):
        await postgres_stores.subscriptions.claim_due(
            [rows[0].tenant], NINE, die_at_the_third, limit=5
        )
    left = await slots(behind)
    await process(postgres_stores.subscriptions, lambda: NINE)()

    assert [] == left
    assert [(row.id, "2026-02-18T09:00", "waiting") for row in rows] == await slots(behind)


async def test_a_clock_that_goes_back_and_forth_pushes_each_slot_once(
    postgres_stores: Stores, behind: Connection
) -> None:
    timetable = Timetable(
        Rhythm.WINDOWS,
        WindowSize.FOUR,
        "Europe/Berlin",
        quiet=QuietHours(time(23), time(7)),
    )
    began = datetime(2026, 10, 24, 20, tzinfo=UTC)
    [row] = await subscribed(postgres_stores, 1, timetable, began)
    now = began
    push = process(postgres_stores.subscriptions, lambda: now)

    for hours in (1, 3, -2, 5, 1, -6, 7, 2, 2, -1, 3):
        now += timedelta(hours=hours)
        await push()

    kept = ["2026-10-25T04:00", "2026-10-25T08:00", "2026-10-25T12:00"]
    assert [(row.id, slot, "waiting") for slot in kept] == await slots(behind)


async def test_slots_of_a_long_absence_are_noted_as_missed(
    postgres_stores: Stores, behind: Connection
) -> None:
    [row] = await subscribed(postgres_stores, 1)
    later = NINE + timedelta(days=2, hours=1)

    claimed = await process(postgres_stores.subscriptions, lambda: later)()

    assert (1, 2) == (claimed.pushed, claimed.missed)
    assert [
        (row.id, "2026-02-18T09:00", "skipped"),
        (row.id, "2026-02-19T09:00", "skipped"),
        (row.id, "2026-02-20T09:00", "waiting"),
    ] == await slots(behind)


async def test_a_timetable_that_is_changed_within_its_minute_pushes_the_slot_once(
    postgres_stores: Stores, behind: Connection
) -> None:
    [row] = await subscribed(postgres_stores, 1)
    push = process(postgres_stores.subscriptions, lambda: NINE)
    await push()

    await postgres_stores.subscriptions.change(row.tenant, row.id, DAILY, NINE)
    again = await push()

    assert 0 == again.pushed
    assert [(row.id, "2026-02-18T09:00", "waiting")] == await slots(behind)
