import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import pytest
from prometheus_client import CollectorRegistry

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import PersonId
from pipeline.ingest.models import Chat, ChatKind, TenantId
from pipeline.orders.models import Order, OrderState
from pipeline.schedules.models import (
    NewSubscription,
    Rhythm,
    Subscription,
    Timetable,
)
from pipeline.schedules.ports import Decide
from pipeline.schedules.rules import due, next_slot
from pipeline.schedules.settings import ScheduleSettings
from pipeline.windows.models import WindowSize
from scheduler.metrics import ScheduleMetrics
from scheduler.pushes import DuePushes
from tests.fakes.events import MemoryEvents
from tests.fakes.groups import MemoryGroups
from tests.fakes.messages import MemoryMessages
from tests.fakes.orders import MemoryOrders
from tests.fakes.subscriptions import MemorySubscriptions
from tests.fakes.windows import MemoryWindows

BERLIN = "Europe/Berlin"
EVENING = datetime(2026, 2, 17, 20, tzinfo=UTC)
NINE = datetime(2026, 2, 18, 9, tzinfo=UTC)


class Flaky(MemorySubscriptions):
    """A book that is away for some tenants, or whose rows another process holds."""

    def __init__(self, groups: MemoryGroups, orders: MemoryOrders) -> None:
        super().__init__(groups, orders)
        self.away: set[TenantId] = set()
        self.held: set[TenantId] = set()
        self.claims: Counter[TenantId] = Counter()
        self.at_once = self.most_at_once = 0

    async def claim_due(
        self, tenants: Sequence[TenantId], now: datetime, decide: Decide, *, limit: int
    ) -> Sequence[Order]:
        self.claims.update(tenants)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.away.intersection(tenants):
            raise ConnectionError("host db.internal is away")
        free = [tenant for tenant in tenants if tenant not in self.held]
        return await super().claim_due(free, now, decide, limit=limit)


@dataclass
class World:
    """A clock that is set by hand, and everything that schedules touch."""

    now: datetime = EVENING
    groups: MemoryGroups = field(default_factory=MemoryGroups)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    settings: ScheduleSettings = field(default_factory=lambda: ScheduleSettings(_env_file=None))

    def __post_init__(self) -> None:
        events = MemoryEvents()
        windows = MemoryWindows(self.groups, MemoryMessages(self.groups, events), events)
        self.orders = MemoryOrders(windows, events)
        self.book = Flaky(self.groups, self.orders)
        self.pushes = self.restarted()

    def restarted(self) -> DuePushes:
        """Another process, which knows nothing but the book."""
        metrics = ScheduleMetrics(CollectorRegistry())
        if not hasattr(self, "pushes"):
            metrics = ScheduleMetrics(self.registry)
        return DuePushes(self.book, self.settings, metrics, clock=lambda: self.now)

    async def subscribe(
        self, timetable: Timetable | None = None, *, tenant: int = 1, person: int = 1
    ) -> Subscription:
        owner = TenantId(tenant)
        group = await self.groups.ensure(
            owner, Chat(tenant, ChatKind.GROUP, "Team"), time_zone="UTC"
        )
        new = NewSubscription(
            group, PersonId(person), Destination(Via.CHAT, person), "ru", timetable or daily()
        )
        return await self.book.add(owner, new, next_slot(new.timetable, self.now).due_at)

    async def slots(self, row: Subscription) -> list[str]:
        """Slots of the subscription that became a push."""
        orders = await self.orders.of_group(
            row.tenant, row.group_id, since=datetime.min.replace(tzinfo=UTC), limit=1000
        )
        waiting = [order for order in orders if order.state is OrderState.WAITING]
        return sorted(order.slot or "" for order in waiting if order.subscription == row.id)

    def counted(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


@pytest.fixture
def world() -> World:
    return World()


def daily(at: str = "09:00", zone: str = "UTC") -> Timetable:
    return Timetable(Rhythm.DAILY, WindowSize.DAY, zone, at=time.fromisoformat(at))


async def tick(world: World, *, minutes: int, step: int = 1) -> None:
    """Let the clock run, and look at it each minute."""
    for _ in range(0, minutes, step):
        await world.pushes()
        world.now += timedelta(minutes=step)
    await world.pushes()


async def test_a_push_becomes_an_order_when_its_time_has_come(world: World) -> None:
    row = await world.subscribe()
    world.now = NINE - timedelta(seconds=1)
    early = await world.pushes()

    world.now = NINE + timedelta(seconds=2)
    claimed = await world.pushes()

    assert (0, 1, 0) == (early.pushed, claimed.pushed, claimed.missed)
    assert ["2026-02-18T09:00"] == await world.slots(row)
    assert 1 == world.counted("schedule_due_total")
    assert 2 == world.counted("schedule_lag_seconds_sum")


async def test_a_clock_that_is_set_back_pushes_nothing_twice(world: World) -> None:
    row = await world.subscribe()
    world.now = NINE
    await world.pushes()

    world.now -= timedelta(hours=3)
    await tick(world, minutes=26 * 60, step=10)

    assert ["2026-02-18T09:00"] == await world.slots(row)


async def test_a_clock_that_jumps_over_a_slot_still_pushes_it(world: World) -> None:
    row = await world.subscribe()

    world.now = NINE + timedelta(hours=2)
    await world.pushes()

    assert ["2026-02-18T09:00"] == await world.slots(row)


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        ("2026-10-24T22:00", ["2026-10-25T02:30", "2026-10-26T02:30"]),
        ("2026-03-28T23:00", ["2026-03-29T02:30", "2026-03-30T02:30"]),
    ],
)
async def test_both_changes_of_the_clocks_give_one_push_a_day(
    world: World, begin: str, expected: list[str]
) -> None:
    world.now = datetime.fromisoformat(begin).replace(tzinfo=UTC)
    row = await world.subscribe(daily("02:30", BERLIN))

    await tick(world, minutes=48 * 60, step=5)

    assert expected == await world.slots(row)


async def test_a_restart_in_the_middle_pushes_nothing_twice_and_nothing_less(
    world: World,
) -> None:
    rows = [await world.subscribe(person=person) for person in range(1, 6)]
    world.now = NINE
    await world.book.claim_due(
        [TenantId(1)], NINE, lambda row: due(row, NINE, world.settings.grace), limit=2
    )

    await world.restarted()()
    await world.restarted()()

    assert [["2026-02-18T09:00"]] * 5 == [await world.slots(row) for row in rows]


async def test_two_schedulers_at_once_push_each_slot_once(world: World) -> None:
    rows = [await world.subscribe(tenant=number) for number in range(1, 8)]
    other = world.restarted()
    world.now = NINE

    one, two = await asyncio.gather(world.pushes(), other())

    assert 7 == one.pushed + two.pushed
    assert [["2026-02-18T09:00"]] * 7 == [await world.slots(row) for row in rows]


async def test_what_is_older_than_the_grace_is_counted_as_missed(world: World) -> None:
    row = await world.subscribe()

    world.now = NINE + timedelta(days=1, hours=1)
    claimed = await world.pushes()

    assert (1, 1) == (claimed.pushed, claimed.missed)
    assert ["2026-02-19T09:00"] == await world.slots(row)
    assert 1 == world.counted("schedule_missed_total")


async def test_a_schedule_that_is_switched_off_or_gone_is_not_pushed(world: World) -> None:
    off, gone = await world.subscribe(person=1), await world.subscribe(person=2)
    await world.book.enable(off.tenant, off.id, False, off.next_due_at)
    await world.book.remove(gone.tenant, gone.id)

    world.now = NINE
    claimed = await world.pushes()

    assert 0 == claimed.pushed
    assert [[], []] == [await world.slots(off), await world.slots(gone)]


async def test_a_schedule_that_is_switched_on_again_does_not_catch_up(world: World) -> None:
    row = await world.subscribe()
    await world.book.enable(row.tenant, row.id, False, row.next_due_at)
    world.now = NINE + timedelta(hours=1)
    resumed = next_slot(row.timetable, world.now).due_at
    await world.book.enable(row.tenant, row.id, True, resumed)

    await world.pushes()

    assert [] == await world.slots(row)


async def test_all_that_is_due_is_claimed_in_batches(world: World) -> None:
    world.settings = ScheduleSettings(_env_file=None, batch=10)
    pushes = world.restarted()
    for person in range(1, 36):
        await world.subscribe(person=person)
    world.now = NINE

    claimed = await pushes()

    assert 35 == claimed.pushed
    assert 4 == world.book.claims[TenantId(1)]


async def test_claims_are_made_side_by_side_up_to_the_setting(world: World) -> None:
    for tenant in range(1, 20):
        await world.subscribe(tenant=tenant)
    world.now = NINE

    claimed = await world.pushes()

    assert (19, world.settings.claims) == (claimed.pushed, world.book.most_at_once)


async def test_a_tenant_in_trouble_does_not_cost_the_others_their_pushes(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [await world.subscribe(tenant=number) for number in range(1, 4)]
    world.book.away = {TenantId(1)}
    world.now = NINE

    claimed = await world.pushes()

    assert (2, {1}) == (claimed.pushed, set(claimed.failed))
    assert ["2026-02-18T09:00"] == await world.slots(rows[2])
    assert 1 == world.counted("schedule_failures_total", work="pushes", error="ConnectionError")
    assert "db.internal" not in caplog.text


async def test_a_subscription_that_the_rule_fails_for_costs_nobody_else_a_push(
    world: World,
) -> None:
    broken = await world.subscribe(person=1)
    rows = [await world.subscribe(person=2), await world.subscribe(tenant=2)]
    await world.book.change(broken.tenant, broken.id, daily(zone="../zone"), NINE)
    world.now = NINE

    claimed = await world.pushes()

    assert 2 == claimed.pushed
    assert [["2026-02-18T09:00"]] * 2 == [await world.slots(row) for row in rows]
    assert 1 == world.counted("schedule_failures_total", work="pushes", error="ValueError")


async def test_tenants_that_are_claimed_together_with_one_in_trouble_are_claimed_alone(
    world: World,
) -> None:
    world.settings = ScheduleSettings(_env_file=None, claims=1)
    pushes = world.restarted()
    for tenant in range(1, 6):
        await world.subscribe(tenant=tenant)
    world.book.away = {TenantId(2)}
    world.now = NINE

    claimed = await pushes()

    assert (4, {2}) == (claimed.pushed, set(claimed.failed))
    assert dict.fromkeys(range(1, 6), 2) == world.book.claims


async def test_a_batch_goes_on_with_the_tenant_that_it_ended_in(world: World) -> None:
    world.settings = ScheduleSettings(_env_file=None, batch=3, claims=1)
    pushes = world.restarted()
    for tenant, people in ((1, 2), (2, 3), (3, 1)):
        for person in range(people):
            await world.subscribe(tenant=tenant, person=person)
    world.now = NINE

    claimed = await pushes()

    assert 6 == claimed.pushed
    assert {1: 1, 2: 2, 3: 3} == world.book.claims


async def test_when_the_database_is_back_within_the_grace_all_are_pushed(world: World) -> None:
    row = await world.subscribe()
    world.book.away = {row.tenant}
    world.now = NINE
    with pytest.raises(ConnectionError):
        await world.pushes()

    world.book.away = set()
    world.now += timedelta(hours=2)
    await world.pushes()

    assert ["2026-02-18T09:00"] == await world.slots(row)


async def test_what_another_process_holds_is_left_to_it(world: World) -> None:
    for tenant in range(1, 4):
        await world.subscribe(tenant=tenant)
    world.book.held = {TenantId(1), TenantId(2)}
    world.now = NINE

    claimed = await world.pushes()

    assert 1 == claimed.pushed
    assert {1: 1, 2: 1, 3: 1} == world.book.claims


async def test_a_zone_that_is_no_more_holds_up_nobody_else(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    lost, row = await world.subscribe(person=1), await world.subscribe(person=2)
    await world.book.change(lost.tenant, lost.id, daily(zone="Mars/Base"), NINE)
    world.now = NINE

    claimed = await world.pushes()

    assert 1 == claimed.pushed
    assert ["2026-02-18T09:00"] == await world.slots(row)
    assert f"Subscription {lost.id}: ZoneInfoNotFoundError" in caplog.text
