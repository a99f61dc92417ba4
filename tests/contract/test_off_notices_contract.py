"""Who may tell that digests are switched off, in memory and on Postgres."""

import asyncio

import pytest

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import NewOrder, Order, OrderId, OrderState
from pipeline.orders.pursuing import SWITCHED_OFF
from tests.fixtures.stores import CHAT, Stores, span

ANYA = PersonId(77)
TO_ANYA, TO_BORIS = Destination(Via.CHAT, ANYA), Destination(Via.CHAT, 78)
TOPIC = Destination(Via.CHAT, CHAT.telegram_id, 5)
NOBODY_KNOWS = OrderId(10**9)


async def ended(
    stores: Stores,
    tenant: TenantId,
    group: GroupId,
    hour: int,
    *,
    to: Destination = TO_ANYA,
    state: OrderState = OrderState.BLOCKED,
    reason: str | None = SWITCHED_OFF,
) -> Order:
    """An order of the window that starts at an hour of the day, and its end."""
    new = NewOrder(destination=to, language="ru", engine="auto", ordered_by=ANYA)
    [placed] = await stores.orders.place(tenant, group, span(hour), [new])
    [order] = await stores.orders.settle(tenant, [placed.id], state, reason)
    return order


async def test_while_they_are_off_it_is_told_once_in_each_place(stores: Stores) -> None:
    tenant, group = await stores.group()
    orders = [
        await ended(stores, tenant, group, hour, to=place)
        for place in (TO_ANYA, TO_BORIS, TOPIC)
        for hour in (0, 4, 8)
    ]

    told = [await stores.orders.claim_off_notice(tenant, order.id) for order in orders]
    again = [await stores.orders.claim_off_notice(tenant, order.id) for order in orders]

    assert [True, False, False] * 3 == told
    assert not any(again)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (OrderState.DELIVERED, None),
        (OrderState.SKIPPED, "empty_window"),
        (OrderState.FAILED, "generate.requested"),
        (OrderState.BLOCKED, "faithfulness_below_threshold"),
    ],
)
async def test_it_is_told_anew_once_they_were_on_in_between(
    stores: Stores, state: OrderState, reason: str | None
) -> None:
    tenant, group = await stores.group()
    first = await ended(stores, tenant, group, 0)
    await stores.orders.claim_off_notice(tenant, first.id)
    await ended(stores, tenant, group, 4, to=TO_BORIS, state=state, reason=reason)
    second, third = [await ended(stores, tenant, group, hour) for hour in (8, 12)]

    told = [await stores.orders.claim_off_notice(tenant, each.id) for each in (second, third)]

    assert [True, False] == told


async def test_a_slot_that_was_missed_does_not_tell_whether_they_were_on(stores: Stores) -> None:
    tenant, group = await stores.group()
    first = await ended(stores, tenant, group, 0)
    await stores.orders.claim_off_notice(tenant, first.id)
    await ended(stores, tenant, group, 4, state=OrderState.SKIPPED, reason="missed")
    second = await ended(stores, tenant, group, 8)

    assert not await stores.orders.claim_off_notice(tenant, second.id)


async def test_what_another_tenant_gets_is_no_sign(stores: Stores) -> None:
    tenant, group = await stores.group("one")
    other, its_group = await stores.group("two")
    first = await ended(stores, tenant, group, 0)
    await stores.orders.claim_off_notice(tenant, first.id)
    await ended(stores, other, its_group, 4, state=OrderState.DELIVERED, reason=None)
    second = await ended(stores, tenant, group, 8)

    assert not await stores.orders.claim_off_notice(tenant, second.id)
    assert not await stores.orders.claim_off_notice(other, second.id)
    assert not await stores.orders.claim_off_notice(tenant, NOBODY_KNOWS)


async def test_of_several_that_end_at_once_one_is_told(stores: Stores) -> None:
    tenant, group = await stores.group()
    orders = [await ended(stores, tenant, group, hour) for hour in range(0, 24, 4)]

    told = await asyncio.gather(
        *(stores.orders.claim_off_notice(tenant, order.id) for order in orders)
    )

    assert 1 == told.count(True)
