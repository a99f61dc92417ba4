"""SubscriptionBook, in memory and on Postgres."""

import asyncio
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import Order, OrderState
from pipeline.schedules.models import (
    WORKDAYS,
    Due,
    NewSubscription,
    QuietHours,
    Rhythm,
    Slot,
    Subscription,
    SubscriptionId,
    Timetable,
    Weekday,
)
from pipeline.windows.models import WindowSize
from tests.fixtures.stores import MIDNIGHT, Stores, span

NOW = MIDNIGHT + timedelta(days=1)
LATER = NOW + timedelta(hours=4)
ANYA = PersonId(77)
BORIS = PersonId(78)
NOBODY_KNOWS = SubscriptionId(10**9)

DAILY = Timetable(
    rhythm=Rhythm.DAILY,
    size=WindowSize.TWELVE,
    zone="Asia/Tokyo",
    at=time(9, 30),
    weekdays=WORKDAYS,
    quiet=QuietHours(time(23), time(7, 15)),
)
WINDOWS = Timetable(rhythm=Rhythm.WINDOWS, size=WindowSize.FOUR, zone="Europe/Moscow")


def wish(group: GroupId, person: PersonId = ANYA, **changes: Any) -> NewSubscription:
    new = NewSubscription(
        group_id=group,
        person=person,
        destination=Destination(Via.CHAT, 77),
        language="ru",
        timetable=DAILY,
    )
    return replace(new, **changes)


def slot(day: int, moment: datetime = NOW) -> Slot:
    return Slot(f"2026-03-{day:02}T09:30", moment, span(24 * (day - 3), WindowSize.TWELVE))


def pushing(*slots: Slot) -> Due:
    return Due(push=slots, missed=(), next_due_at=LATER)


async def claim(stores: Stores, tenant: TenantId, due: Due, limit: int = 100) -> list[Order]:
    """Claim what is due now, of every subscription the same."""
    return list(await stores.subscriptions.claim_due([tenant], NOW, lambda _: due, limit=limit))


async def told(stores: Stores, name: str) -> list[dict[str, Any]]:
    return [payload for recorded, payload in await stores.recorded() if recorded == name]


@pytest.mark.parametrize(
    "timetable",
    [DAILY, WINDOWS, replace(WINDOWS, weekdays=frozenset({Weekday.SUNDAY}))],
    ids=["daily", "windows", "sundays"],
)
async def test_a_subscription_is_written_as_it_was_wished(
    stores: Stores, timetable: Timetable
) -> None:
    tenant, group = await stores.group()
    new = wish(
        group, destination=Destination(Via.CHAT, -1001, 6), language="en", timetable=timetable
    )

    added = await stores.subscriptions.add(tenant, new, NOW)

    assert Subscription(
        id=added.id,
        tenant=tenant,
        group_id=group,
        person=ANYA,
        destination=new.destination,
        language="en",
        timetable=timetable,
        enabled=True,
        next_due_at=NOW,
    ) == await stores.subscriptions.get(tenant, added.id)


async def test_a_wish_for_the_same_place_and_time_gives_the_known_one_its_timetable(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    known = await stores.subscriptions.add(tenant, wish(group), NOW)
    await stores.subscriptions.enable(tenant, known.id, False, NOW)
    mondays = replace(DAILY, quiet=None, weekdays=frozenset({Weekday.MONDAY}))

    again = await stores.subscriptions.add(
        tenant, wish(group, timetable=mondays, language="en"), LATER
    )

    expected = replace(known, timetable=mondays, language="en", next_due_at=LATER)
    assert expected == again
    assert [expected] == list(await stores.subscriptions.of_group(tenant, group))


async def test_another_person_place_rhythm_size_or_time_is_another_subscription(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    wishes = [
        wish(group),
        wish(group, BORIS),
        wish(group, destination=Destination(Via.CHAT, 77, 1)),
        wish(group, destination=Destination(Via.WEBHOOK, 77)),
        wish(group, timetable=WINDOWS),
        wish(group, timetable=replace(WINDOWS, size=WindowSize.TWELVE)),
        wish(group, timetable=replace(DAILY, at=time(21))),
    ]

    added = [await stores.subscriptions.add(tenant, new, NOW) for new in wishes]

    assert added == list(await stores.subscriptions.of_group(tenant, group))
    assert added[:1] + added[2:] == list(await stores.subscriptions.of_person(tenant, ANYA))


async def test_a_changed_timetable_brings_its_next_time(stores: Stores) -> None:
    tenant, group = await stores.group()
    known = await stores.subscriptions.add(tenant, wish(group), NOW)

    changed = await stores.subscriptions.change(tenant, known.id, WINDOWS, LATER)

    assert replace(known, timetable=WINDOWS, next_due_at=LATER) == changed
    assert changed == await stores.subscriptions.get(tenant, known.id)


async def test_a_person_and_a_group_are_each_told_in_their_language(stores: Stores) -> None:
    tenant, group = await stores.group()
    book = stores.subscriptions
    places = [Destination(Via.CHAT, ANYA), Destination(Via.CHAT, -5), Destination(Via.WEBHOOK, 77)]
    own, there, hook = [
        await book.add(tenant, wish(group, destination=place), NOW) for place in places
    ]
    other = await book.add(
        tenant, wish(group, BORIS, destination=Destination(Via.CHAT, BORIS)), NOW
    )

    await book.speak_to_person(tenant, ANYA, "en")
    after_person = await book.of_group(tenant, group)
    await book.speak_in_group(tenant, group, "en")

    assert [replace(own, language="en"), there, hook, other] == list(after_person)
    assert ["en", "en", "en", "ru"] == [
        each.language for each in await book.of_group(tenant, group)
    ]


async def test_one_that_becomes_like_another_takes_its_place(stores: Stores) -> None:
    tenant, group = await stores.group()
    known = await stores.subscriptions.add(tenant, wish(group), NOW)
    await stores.subscriptions.add(tenant, wish(group, timetable=WINDOWS), NOW)
    others = await stores.subscriptions.add(tenant, wish(group, BORIS, timetable=WINDOWS), NOW)

    changed = await stores.subscriptions.change(tenant, known.id, WINDOWS, LATER)

    assert [changed, others] == list(await stores.subscriptions.of_group(tenant, group))


async def test_what_was_switched_off_is_not_due_until_it_is_switched_on(stores: Stores) -> None:
    tenant, group = await stores.group()
    known = await stores.subscriptions.add(tenant, wish(group), NOW)

    off = await stores.subscriptions.enable(tenant, known.id, False, NOW)
    while_off = await claim(stores, tenant, pushing(slot(2)))
    due_while_off = await stores.subscriptions.tenants_due(NOW, limit=9)
    on = await stores.subscriptions.enable(tenant, known.id, True, NOW)
    while_on = await claim(stores, tenant, pushing(slot(2)))

    assert ([], []) == (while_off, list(due_while_off))
    assert (replace(known, enabled=False), known) == (off, on)
    assert 1 == len(while_on)


async def test_what_was_removed_is_gone_and_its_orders_stay(stores: Stores) -> None:
    tenant, group = await stores.group()
    known = await stores.subscriptions.add(tenant, wish(group), NOW)
    [order] = await claim(stores, tenant, pushing(slot(2)))

    for _ in range(2):
        await stores.subscriptions.remove(tenant, known.id)

    assert [] == list(await stores.subscriptions.of_group(tenant, group))
    assert order == await stores.orders.get(tenant, order.id)


async def test_an_unknown_subscription_or_group_is_an_error(stores: Stores) -> None:
    tenant, _ = await stores.group()
    book = stores.subscriptions

    with pytest.raises(LookupError):
        await book.get(tenant, NOBODY_KNOWS)
    with pytest.raises(LookupError):
        await book.change(tenant, NOBODY_KNOWS, DAILY, NOW)
    with pytest.raises(LookupError):
        await book.enable(tenant, NOBODY_KNOWS, True, NOW)
    with pytest.raises(LookupError):
        await book.add(tenant, wish(GroupId(10**9)), NOW)


async def test_a_subscription_of_another_tenant_is_not_there(stores: Stores) -> None:
    tenant, group = await stores.group("owner")
    known = await stores.subscriptions.add(tenant, wish(group), NOW)
    stranger = await stores.tenants.ensure("stranger")
    book = stores.subscriptions

    with pytest.raises(LookupError):
        await book.get(stranger, known.id)
    with pytest.raises(LookupError):
        await book.change(stranger, known.id, WINDOWS, LATER)
    with pytest.raises(LookupError):
        await book.enable(stranger, known.id, False, LATER)
    with pytest.raises(LookupError):
        await book.add(stranger, wish(group), LATER)
    await book.remove(stranger, known.id)
    assert [] == list(await book.of_group(stranger, group))
    assert [] == list(await book.of_person(stranger, ANYA))
    assert [] == await claim(stores, stranger, pushing(slot(2)))
    assert known == await book.get(tenant, known.id)


async def test_tenants_are_due_by_their_earliest_time_and_only_so_many(stores: Stores) -> None:
    tenants = []
    for name, minutes in (("one", 5), ("two", 9), ("three", 0), ("four", -1)):
        tenant, group = await stores.group(name)
        due_at = NOW - timedelta(minutes=minutes)
        await stores.subscriptions.add(tenant, wish(group), due_at)
        await stores.subscriptions.add(tenant, wish(group, BORIS), NOW + timedelta(days=1))
        tenants.append(tenant)
    one, two, three, _ = tenants

    assert [two, one, three] == list(await stores.subscriptions.tenants_due(NOW, limit=9))
    assert [two, one] == list(await stores.subscriptions.tenants_due(NOW, limit=2))


async def test_what_is_due_becomes_orders_and_moves_on(stores: Stores) -> None:
    tenant, group = await stores.group()
    known = await stores.subscriptions.add(tenant, wish(group, language="en"), NOW)

    [order] = await claim(stores, tenant, pushing(slot(2)))

    [window] = await stores.windows.ensure(tenant, group, [slot(2).span])
    assert (OrderState.WAITING, known.destination) == (order.state, order.destination)
    assert (known.id, slot(2).key, ANYA) == (order.subscription, order.slot, order.ordered_by)
    assert (window.id, "en", "auto") == (order.window_id, order.language, order.engine)
    assert replace(known, next_due_at=LATER) == await stores.subscriptions.get(tenant, known.id)
    assert [] == await claim(stores, tenant, pushing(slot(3)))


async def test_pushes_of_one_window_are_announced_together(stores: Stores) -> None:
    tenant, group = await stores.group()
    for person in (ANYA, BORIS):
        place = Destination(Via.CHAT, person)
        await stores.subscriptions.add(tenant, wish(group, person, destination=place), NOW)

    orders = await claim(stores, tenant, pushing(slot(2)))

    assert 2 == len({order.id for order in orders})
    [announced] = await told(stores, "digest.ordered.v1")
    assert orders[0].id == announced["order_id"]
    assert 1 == len(await told(stores, "group.window.ready.v1"))


async def test_a_missed_slot_is_an_order_that_was_skipped(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.subscriptions.add(tenant, wish(group), NOW)

    pushed, missed = await claim(
        stores, tenant, Due(push=(slot(3),), missed=(slot(2),), next_due_at=LATER)
    )

    assert (OrderState.WAITING, None) == (pushed.state, pushed.reason)
    assert (OrderState.SKIPPED, "missed") == (missed.state, missed.reason)
    assert [pushed.id] == [e["order_id"] for e in await told(stores, "digest.ordered.v1")]
    assert [(missed.id, "skipped", "missed")] == [
        (event["order_id"], event["state"], event["reason"])
        for event in await told(stores, "digest.order.settled.v1")
    ]


async def test_a_slot_is_filled_once_however_the_clock_was_set(stores: Stores) -> None:
    tenant, group = await stores.group()
    known = await stores.subscriptions.add(tenant, wish(group), NOW)
    await claim(stores, tenant, Due(push=(slot(2),), missed=(slot(3),), next_due_at=LATER))

    await stores.subscriptions.enable(tenant, known.id, True, NOW)
    again = await claim(
        stores, tenant, Due(push=(slot(2), slot(3), slot(4)), missed=(), next_due_at=LATER)
    )

    assert [slot(4).key] == [order.slot for order in again]


async def test_a_subscription_that_is_due_for_nothing_moves_on(stores: Stores) -> None:
    tenant, group = await stores.group()
    known = await stores.subscriptions.add(tenant, wish(group), NOW)

    assert [] == await claim(stores, tenant, pushing())
    assert LATER == (await stores.subscriptions.get(tenant, known.id)).next_due_at
    assert [] == list(await stores.recorded())


async def test_only_so_many_are_claimed_the_longest_due_first(stores: Stores) -> None:
    tenant, group = await stores.group()
    added = [
        await stores.subscriptions.add(
            tenant, wish(group, PersonId(number)), NOW - timedelta(minutes=number)
        )
        for number in range(1, 6)
    ]

    claimed = [await claim(stores, tenant, pushing(slot(2)), limit=2) for _ in range(4)]

    by_time = [known.id for known in reversed(added)]
    assert [by_time[:2], by_time[2:4], by_time[4:], []] == [
        [order.subscription for order in orders] for orders in claimed
    ]


async def test_nothing_is_written_if_a_decision_fails(stores: Stores) -> None:
    tenant, group = await stores.group()
    known = await stores.subscriptions.add(tenant, wish(group), NOW)

    def refuse(_: Subscription) -> Due:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stores.subscriptions.claim_due([tenant], NOW, refuse, limit=9)

    assert known == await stores.subscriptions.get(tenant, known.id)
    assert [] == list(await stores.recorded())


async def test_schedulers_that_claim_at_once_fill_each_slot_once(stores: Stores) -> None:
    tenant, group = await stores.group()
    added = [
        await stores.subscriptions.add(tenant, wish(group, PersonId(number)), NOW)
        for number in range(1, 41)
    ]

    claimed = await asyncio.gather(
        *(claim(stores, tenant, pushing(slot(2), slot(3)), limit=10) for _ in range(10))
    )
    claimed.append(await claim(stores, tenant, pushing(slot(2), slot(3))))

    filled = [(order.subscription, order.slot) for orders in claimed for order in orders]
    assert sorted((known.id, slot(day).key) for known in added for day in (2, 3)) == sorted(filled)


async def test_what_is_due_of_several_tenants_is_claimed_at_once(stores: Stores) -> None:
    rows = await due_of_each(stores, "one", "two", "three")
    one, two, three = (row.tenant for row in rows)

    claimed = await stores.subscriptions.claim_due(
        [three, one], NOW, lambda _: Due((slot(3),), (slot(2),), LATER), limit=9
    )

    placed = {(order.tenant, order.subscription, order.slot) for order in claimed}
    assert {(row.tenant, row.id, slot(day).key) for row in rows[::2] for day in (2, 3)} == placed
    assert [two] == list(await stores.subscriptions.tenants_due(NOW, limit=9))
    for order in claimed:
        assert order == await stores.orders.get(order.tenant, order.id)
    assert {one, three} == {
        event["tenant_id"] for event in await told(stores, "digest.ordered.v1")
    }
    assert 4 == len(await told(stores, "group.window.ready.v1"))
    assert 2 == len(await told(stores, "digest.order.settled.v1"))


async def test_the_rule_is_asked_tenant_by_tenant_about_so_many(stores: Stores) -> None:
    rows = await due_of_each(stores, "one", "one", "two", "three")
    asked: list[SubscriptionId] = []

    def push(row: Subscription) -> Due:
        asked.append(row.id)
        return pushing(slot(2))

    tenants = [rows[index].tenant for index in (2, 0, 3)]
    await stores.subscriptions.claim_due(tenants, NOW, push, limit=3)

    assert [rows[index].id for index in (2, 0, 1)] == asked
    assert [rows[3].tenant] == list(await stores.subscriptions.tenants_due(NOW, limit=9))


async def test_nothing_is_written_for_any_tenant_if_a_decision_fails(stores: Stores) -> None:
    rows = await due_of_each(stores, "one", "two")

    def refuse_the_second(row: Subscription) -> Due:
        if row.id == rows[1].id:
            raise ZeroDivisionError
        return pushing(slot(2))

    with pytest.raises(ZeroDivisionError):
        await stores.subscriptions.claim_due(
            [row.tenant for row in rows], NOW, refuse_the_second, limit=9
        )

    assert rows == [await stores.subscriptions.get(row.tenant, row.id) for row in rows]
    assert [] == list(await stores.recorded())


async def due_of_each(stores: Stores, *names: str) -> list[Subscription]:
    """A subscription of another person for each time that a tenant is named."""
    rows = []
    for number, name in enumerate(names, 1):
        tenant, group = await stores.group(name)
        rows.append(await stores.subscriptions.add(tenant, wish(group, PersonId(number)), NOW))
    return rows
