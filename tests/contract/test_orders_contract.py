"""OrderBook, in memory and on Postgres."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.delivery.models import Destination, Via
from pipeline.digest.models import DigestId
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import NewOrder, Order, OrderId, OrderState
from pipeline.schedules.models import SubscriptionId
from pipeline.windows.models import WindowId
from tests.fixtures.stores import Stores, new_digest, silent, span, window_of

ORDERED = "digest.ordered.v1"
DUE = "digest.delivery.due.v1"
SETTLED = "digest.order.settled.v1"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NOBODY_KNOWS = OrderId(10**9)


def order_to(chat: int = 7, thread: int = 0, **changes: Any) -> NewOrder:
    order = NewOrder(
        destination=Destination(Via.CHAT, chat, thread),
        language="ru",
        engine="auto",
        ordered_by=PersonId(77),
    )
    return replace(order, **changes)


async def place(
    stores: Stores, tenant: TenantId, group: GroupId, *orders: NewOrder, hour: int = 0
) -> list[Order]:
    return list(await stores.orders.place(tenant, group, span(hour), orders))


async def told(stores: Stores, name: str) -> list[dict[str, Any]]:
    return [payload for recorded, payload in await stores.recorded() if recorded == name]


async def digest_of(stores: Stores, tenant: TenantId, group: GroupId) -> DigestId:
    window = await window_of(stores, tenant, group)
    return await stores.digests.add(tenant, new_digest(window), silent)


async def test_an_order_is_written_as_it_was_placed_with_its_window(stores: Stores) -> None:
    tenant, group = await stores.group()
    new = order_to(-1001, 5, language="en", engine="rules", message_id=9)

    [order] = await place(stores, tenant, group, new)

    window = await window_of(stores, tenant, group)
    assert (tenant, group, window.id) == (order.tenant, order.group_id, order.window_id)
    assert (new.destination, "en", "rules") == (order.destination, order.language, order.engine)
    assert (77, 9, OrderState.WAITING) == (order.ordered_by, order.message_id, order.state)
    assert (None, None, None) == (order.subscription, order.slot, order.digest_id)
    assert order == await stores.orders.get(tenant, order.id)


async def test_the_window_and_the_order_are_announced_each_once(stores: Stores) -> None:
    tenant, group = await stores.group()
    [first] = await place(stores, tenant, group, order_to(7))

    [second] = await place(stores, tenant, group, order_to(8))
    await place(stores, tenant, group, order_to(7), order_to(8))

    assert [
        ("group.window.ready.v1", None),
        (ORDERED, first.id),
        (ORDERED, second.id),
    ] == [(name, payload.get("order_id")) for name, payload in await stores.recorded()]


async def test_orders_are_announced_together_by_language_and_engine(stores: Stores) -> None:
    tenant, group = await stores.group()
    known = order_to(6)
    await place(stores, tenant, group, known)

    placed = await place(
        *(stores, tenant, group, known),
        *(order_to(7), order_to(8), order_to(7, language="en"), order_to(7, engine="rules")),
    )

    announced = (await told(stores, ORDERED))[1:]
    assert [
        (placed[1].id, "ru", "auto"),
        (placed[3].id, "en", "auto"),
        (placed[4].id, "ru", "rules"),
    ] == [(event["order_id"], event["language"], event["engine"]) for event in announced]


async def test_who_asks_for_the_same_again_gets_the_same_order(stores: Stores) -> None:
    tenant, group = await stores.group()
    [first] = await place(stores, tenant, group, order_to())

    [again] = await place(stores, tenant, group, order_to(ordered_by=PersonId(78)))

    assert replace(first, joined=(PersonId(78),)) == again


async def test_an_order_without_a_message_takes_the_later_ones(stores: Stores) -> None:
    tenant, group = await stores.group()
    [first] = await place(stores, tenant, group, order_to())

    [second] = await place(stores, tenant, group, order_to(message_id=1))
    [third] = await place(stores, tenant, group, order_to(message_id=2))

    assert replace(first, message_id=1) == second == third
    assert second == await stores.orders.get(tenant, first.id)


async def test_orders_that_are_named_twice_are_one(stores: Stores) -> None:
    tenant, group = await stores.group()

    one, two = await place(stores, tenant, group, order_to(), order_to(message_id=3))

    assert one == two
    assert 3 == one.message_id


@pytest.mark.parametrize(
    "other",
    [
        order_to(8),
        order_to(7, 1),
        order_to(language="en"),
        order_to(engine="rules"),
        order_to(destination=Destination(Via.WEBHOOK, 7)),
    ],
    ids=["chat", "topic", "language", "engine", "via"],
)
async def test_another_place_language_or_engine_is_another_order(
    stores: Stores, other: NewOrder
) -> None:
    tenant, group = await stores.group()

    placed = await place(stores, tenant, group, order_to(), other)

    assert 2 == len({order.id for order in placed})


async def test_another_window_is_another_order(stores: Stores) -> None:
    tenant, group = await stores.group()

    [one] = await place(stores, tenant, group, order_to(), hour=0)
    [two] = await place(stores, tenant, group, order_to(), hour=4)

    assert one.id != two.id
    assert one.window_id != two.window_id


async def test_who_asks_after_the_end_of_an_order_gets_a_new_one(stores: Stores) -> None:
    tenant, group = await stores.group()
    [first] = await place(stores, tenant, group, order_to())
    await stores.orders.settle(tenant, [first.id], OrderState.STOPPED)

    [second] = await place(stores, tenant, group, order_to())

    assert first.id != second.id
    assert OrderState.WAITING is second.state
    assert 2 == len(await told(stores, ORDERED))


async def test_a_slot_has_one_order_whatever_became_of_it(stores: Stores) -> None:
    tenant, group = await stores.group()
    scheduled = order_to(subscription=SubscriptionId(4), slot="2026-03-02T09:00")
    [first] = await place(stores, tenant, group, scheduled)
    [ended] = await stores.orders.settle(tenant, [first.id], OrderState.DELIVERED)

    [again] = await place(stores, tenant, group, scheduled)
    [later] = await place(stores, tenant, group, replace(scheduled, slot="2026-03-03T09:00"))

    assert ended == again
    assert later.id != first.id


async def test_who_asks_joins_the_scheduled_order_for_the_same_place(stores: Stores) -> None:
    tenant, group = await stores.group()
    scheduled = order_to(subscription=SubscriptionId(4), slot="2026-03-02T09:00")
    [waiting] = await place(stores, tenant, group, scheduled)

    [asked] = await place(stores, tenant, group, order_to(message_id=5))

    assert replace(waiting, message_id=5) == asked


async def test_a_schedule_does_not_join_somebodys_order_for_its_slot_has_to_be_filled(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    [asked] = await place(stores, tenant, group, order_to())

    [scheduled] = await place(
        stores, tenant, group, order_to(subscription=SubscriptionId(4), slot="2026-03-02T09:00")
    )

    assert asked.id != scheduled.id
    assert 4 == scheduled.subscription


async def test_waiting_orders_are_of_the_window_language_and_engine(stores: Stores) -> None:
    tenant, group = await stores.group()
    first, second, *_, ended = await place(
        *(stores, tenant, group, order_to(7), order_to(8)),
        *(order_to(7, language="en"), order_to(7, engine="rules"), order_to(9)),
    )
    await place(stores, tenant, group, order_to(7), hour=4)
    await stores.orders.settle(tenant, [ended.id], OrderState.FAILED)

    waiting = await stores.orders.waiting(tenant, first.window_id, "ru", "auto")

    assert [first, second] == list(waiting)


async def test_a_window_tells_what_is_wanted_of_it_until_it_was_released(stores: Stores) -> None:
    tenant, group = await stores.group()
    first, *_ = await place(
        *(stores, tenant, group, order_to(7), order_to(8)),
        *(order_to(7, language="en"), order_to(7, engine="rules")),
    )
    digest = await digest_of(stores, tenant, group)

    before = await stores.orders.wanted(tenant, first.window_id)
    await stores.orders.release(tenant, first.window_id, "ru", "auto", digest)
    after = await stores.orders.wanted(tenant, first.window_id)

    assert [("en", "auto"), ("ru", "auto"), ("ru", "rules")] == sorted(before)
    assert [("en", "auto"), ("ru", "rules")] == sorted(after)


async def test_each_order_is_released_once_with_a_job_of_its_own(stores: Stores) -> None:
    tenant, group = await stores.group()
    digest = await digest_of(stores, tenant, group)
    first, second, other = await place(
        stores, tenant, group, order_to(7), order_to(8), order_to(7, language="en")
    )

    released = [
        await stores.orders.release(tenant, first.window_id, "ru", "auto", digest)
        for _ in range(2)
    ]

    assert [2, 0] == released
    assert [
        {
            "tenant_id": tenant,
            "group_id": group,
            "window_id": first.window_id,
            "digest_id": digest,
            "order_id": order.id,
        }
        for order in (first, second)
    ] == sorted(await told(stores, DUE), key=lambda event: int(event["order_id"]))
    assert [replace(order, digest_id=digest) for order in (first, second)] == list(
        await stores.orders.of_digest(tenant, digest)
    )
    assert other == await stores.orders.get(tenant, other.id)


async def test_an_order_that_came_later_is_released_later(stores: Stores) -> None:
    tenant, group = await stores.group()
    digest = await digest_of(stores, tenant, group)
    [first] = await place(stores, tenant, group, order_to(7))
    await stores.orders.release(tenant, first.window_id, "ru", "auto", digest)
    await place(stores, tenant, group, order_to(8))

    assert 1 == await stores.orders.release(tenant, first.window_id, "ru", "auto", digest)
    assert 2 == len(await told(stores, DUE))


async def test_an_order_that_ended_is_not_released(stores: Stores) -> None:
    tenant, group = await stores.group()
    digest = await digest_of(stores, tenant, group)
    [order] = await place(stores, tenant, group, order_to())
    await stores.orders.settle(tenant, [order.id], OrderState.STOPPED)

    assert 0 == await stores.orders.release(tenant, order.window_id, "ru", "auto", digest)
    assert [] == list(await stores.orders.of_digest(tenant, digest))


async def test_orders_end_once_and_the_end_is_announced(stores: Stores) -> None:
    tenant, group = await stores.group()
    one, two = await place(stores, tenant, group, order_to(7), order_to(8))
    await stores.orders.settle(tenant, [one.id], OrderState.SKIPPED, "empty_window")

    ended = await stores.orders.settle(
        tenant, [two.id, one.id, NOBODY_KNOWS], OrderState.FAILED, "why"
    )

    assert [replace(two, state=OrderState.FAILED, reason="why")] == list(ended)
    assert [(one.id, "skipped", "empty_window"), (two.id, "failed", "why")] == [
        (event["order_id"], event["state"], event["reason"])
        for event in await told(stores, SETTLED)
    ]
    assert OrderState.SKIPPED is (await stores.orders.get(tenant, one.id)).state


async def test_nothing_ends_if_no_order_is_named(stores: Stores) -> None:
    tenant, _ = await stores.group()

    assert [] == list(await stores.orders.settle(tenant, [], OrderState.FAILED))


async def test_of_a_windows_orders_those_end_that_no_digest_was_released_to(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    digest = await digest_of(stores, tenant, group)
    [released] = await place(stores, tenant, group, order_to(6))
    await stores.orders.release(tenant, released.window_id, "ru", "auto", digest)
    russian, rules, english = await place(
        *(stores, tenant, group, order_to(7), order_to(7, engine="rules")),
        order_to(7, language="en"),
    )
    [elsewhere] = await place(stores, tenant, group, order_to(7), hour=4)

    ended = [
        await stores.orders.settle_wanted(
            tenant, released.window_id, OrderState.FAILED, "why", language=language
        )
        for language in ("ru", None)
    ]

    assert [[russian.id, rules.id], [english.id]] == [[order.id for order in e] for e in ended]
    assert {(OrderState.FAILED, "why")} == {(o.state, o.reason) for each in ended for o in each}
    assert [russian.id, rules.id, english.id] == [
        event["order_id"] for event in await told(stores, SETTLED)
    ]
    waiting = [await stores.orders.get(tenant, order.id) for order in (released, elsewhere)]
    assert {OrderState.WAITING} == {order.state for order in waiting}


async def test_an_order_for_a_digest_that_is_there_has_its_job_at_once(stores: Stores) -> None:
    tenant, group = await stores.group()
    digest = await digest_of(stores, tenant, group)
    [other] = await place(stores, tenant, group, order_to(8))

    order = await stores.orders.place_ready(
        tenant, group, span(0), order_to(7, message_id=5), digest
    )

    assert (digest, 5, OrderState.WAITING) == (order.digest_id, order.message_id, order.state)
    assert order == await stores.orders.get(tenant, order.id)
    assert [order.id] == [event["order_id"] for event in await told(stores, DUE)]
    assert [other.id] == [event["order_id"] for event in await told(stores, ORDERED)]
    assert other == await stores.orders.get(tenant, other.id)


async def test_what_waits_there_already_is_not_given_a_digest_of_before(stores: Stores) -> None:
    tenant, group = await stores.group()
    digest = await digest_of(stores, tenant, group)
    [waiting] = await place(stores, tenant, group, order_to(7))

    order = await stores.orders.place_ready(
        tenant, group, span(0), order_to(7, message_id=5, ordered_by=PersonId(78)), digest
    )

    assert replace(waiting, message_id=5, joined=(PersonId(78),)) == order
    assert [] == await told(stores, DUE)


async def test_who_joins_an_order_waits_for_it_once(stores: Stores) -> None:
    tenant, group = await stores.group()
    [order] = await place(stores, tenant, group, order_to())

    joined = [await stores.orders.join(tenant, order.id, PersonId(n)) for n in (77, 78, 79, 78)]

    assert [(), (78,), (78, 79), (78, 79)] == [each and each.joined for each in joined]
    assert joined[-1] == await stores.orders.get(tenant, order.id)


async def test_an_order_goes_on_until_the_last_who_waits_withdraws(stores: Stores) -> None:
    tenant, group = await stores.group()
    [order] = await place(stores, tenant, group, order_to())
    await stores.orders.join(tenant, order.id, PersonId(78))
    await stores.orders.join(tenant, order.id, PersonId(79))

    left = [await stores.orders.withdraw(tenant, order.id, PersonId(n)) for n in (77, 79, 77, 78)]

    assert [
        (OrderState.WAITING, 78, (79,), (77,)),
        (OrderState.WAITING, 78, (), (77, 79)),
        None,
        (OrderState.STOPPED, 78, (), (77, 79, 78)),
    ] == [each and (each.state, each.ordered_by, each.joined, each.withdrawn) for each in left]
    assert [(order.id, "stopped")] == [
        (event["order_id"], event["state"]) for event in await told(stores, SETTLED)
    ]


async def test_who_does_not_wait_cannot_withdraw_and_who_withdrew_may_join_again(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    [order] = await place(stores, tenant, group, order_to())
    await stores.orders.join(tenant, order.id, PersonId(78))

    stranger = await stores.orders.withdraw(tenant, order.id, PersonId(99))
    await stores.orders.withdraw(tenant, order.id, PersonId(77))
    again = await stores.orders.join(tenant, order.id, PersonId(77))

    assert stranger is None
    assert again is not None
    assert (78, (77,), ()) == (again.ordered_by, again.joined, again.withdrawn)


async def test_an_order_of_nobody_goes_on_when_all_others_withdraw(stores: Stores) -> None:
    tenant, group = await stores.group()
    [order] = await place(stores, tenant, group, order_to(ordered_by=None))
    await stores.orders.join(tenant, order.id, PersonId(78))

    left = await stores.orders.withdraw(tenant, order.id, PersonId(78))

    assert replace(order, withdrawn=(PersonId(78),)) == left


async def test_a_chat_that_waits_takes_the_place_of_the_first_as_nobody(stores: Stores) -> None:
    tenant, group = await stores.group()
    in_name = order_to(ordered_by=None, spoken_as=PersonId(-1001))
    [order] = await place(stores, tenant, group, order_to())
    [alike] = await place(stores, tenant, group, in_name)
    await stores.orders.join(tenant, order.id, PersonId(79))

    left = [await stores.orders.withdraw(tenant, order.id, PersonId(n)) for n in (77, 79)]

    assert replace(order, joined=(PersonId(-1001),)) == alike
    assert [
        (OrderState.WAITING, None, (79,), (77,)),
        (OrderState.WAITING, None, (), (77, 79)),
    ] == [each and (each.state, each.ordered_by, each.joined, each.withdrawn) for each in left]


async def test_what_is_over_is_neither_joined_nor_withdrawn_from(stores: Stores) -> None:
    tenant, group = await stores.group()
    [order] = await place(stores, tenant, group, order_to())
    await stores.orders.settle(tenant, [order.id], OrderState.DELIVERED)

    assert await stores.orders.join(tenant, order.id, PersonId(78)) is None
    assert await stores.orders.withdraw(tenant, order.id, PersonId(77)) is None
    assert OrderState.DELIVERED is (await stores.orders.get(tenant, order.id)).state


async def test_the_first_who_asks_may_tell_of_an_orders_end(stores: Stores) -> None:
    tenant, group = await stores.group()
    one, two = await place(stores, tenant, group, order_to(7), order_to(8))

    claims = await asyncio.gather(*(stores.orders.claim_notice(tenant, one.id) for _ in range(6)))

    assert 1 == claims.count(True)
    assert await stores.orders.claim_notice(tenant, two.id)


async def test_a_groups_orders_come_latest_first_and_only_so_many(stores: Stores) -> None:
    tenant, group = await stores.group()
    placed = [
        order
        for chat in range(1, 4)
        for order in await place(stores, tenant, group, order_to(chat))
    ]
    tomorrow = placed[-1].created_at + timedelta(days=1)

    latest = await stores.orders.of_group(tenant, group, since=LONG_AGO, limit=2)
    newer = await stores.orders.of_group(tenant, group, since=placed[1].created_at, limit=9)
    none = await stores.orders.of_group(tenant, group, since=tomorrow, limit=9)

    assert placed[:0:-1] == list(latest)
    assert placed[:0:-1] == list(newer)
    assert [] == list(none)


async def test_orders_of_another_tenant_are_not_there(stores: Stores) -> None:
    tenant, group = await stores.group("owner")
    digest = await digest_of(stores, tenant, group)
    [order] = await place(stores, tenant, group, order_to())
    stranger = await stores.tenants.ensure("stranger")
    book = stores.orders

    with pytest.raises(LookupError):
        await book.get(stranger, order.id)
    with pytest.raises(LookupError):
        await place(stores, stranger, group, order_to())
    assert [] == list(await book.waiting(stranger, order.window_id, "ru", "auto"))
    assert [] == list(await book.wanted(stranger, order.window_id))
    assert 0 == await book.release(stranger, order.window_id, "ru", "auto", digest)
    assert [] == list(await book.settle(stranger, [order.id], OrderState.STOPPED))
    assert not await book.claim_notice(stranger, order.id)
    assert await book.join(stranger, order.id, PersonId(78)) is None
    assert await book.withdraw(stranger, order.id, PersonId(77)) is None
    assert [] == list(await book.settle_wanted(stranger, order.window_id, OrderState.FAILED))
    assert [] == list(await book.of_group(stranger, group, since=LONG_AGO, limit=9))
    assert [] == list(await book.of_digest(stranger, digest))
    assert order == await book.get(tenant, order.id)


async def test_an_unknown_order_is_an_error(stores: Stores) -> None:
    tenant, _ = await stores.group()

    with pytest.raises(LookupError):
        await stores.orders.get(tenant, NOBODY_KNOWS)
    assert not await stores.orders.claim_notice(tenant, NOBODY_KNOWS)
    assert [] == list(await stores.orders.wanted(tenant, WindowId(10**9)))


async def test_of_many_who_ask_at_once_all_get_one_order(stores: Stores) -> None:
    tenant, group = await stores.group()

    placed = await asyncio.gather(
        *(place(stores, tenant, group, order_to(message_id=turn)) for turn in range(1, 9))
    )

    assert 1 == len({order.id for [order] in placed})
    assert 1 == len(await told(stores, ORDERED))
    assert 1 == len(await told(stores, "group.window.ready.v1"))


async def test_whoever_asks_while_a_digest_is_released_is_released_or_waits(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    digest = await digest_of(stores, tenant, group)
    window = await window_of(stores, tenant, group)

    async def release() -> list[Order]:
        await stores.orders.release(tenant, window.id, "ru", "auto", digest)
        return []

    await asyncio.gather(
        *(place(stores, tenant, group, order_to(chat)) for chat in range(1, 7)),
        *(release() for _ in range(3)),
    )

    orders = await stores.orders.of_group(tenant, group, since=LONG_AGO, limit=9)
    released = {order.id for order in orders if order.digest_id == digest}
    assert 6 == len(orders)
    assert released == {event["order_id"] for event in await told(stores, DUE)}
    assert 6 - len(released) == await stores.orders.release(
        tenant, window.id, "ru", "auto", digest
    )
