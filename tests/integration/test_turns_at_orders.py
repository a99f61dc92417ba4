"""Who waits for whom over orders and subscriptions, by locks that a test holds itself."""

import asyncio
from datetime import timedelta

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import PersonId
from pipeline.orders.models import NewOrder, OrderState
from pipeline.orders.pursuing import Pursuit
from pipeline.schedules.models import Due, NewSubscription, Rhythm, Slot, Subscription, Timetable
from pipeline.windows.models import WindowSize
from storage.postgres.connection import Connection
from tests.fixtures.ordering import Switch
from tests.fixtures.stores import MIDNIGHT, Stores, new_digest, silent, span, window_of
from tests.fixtures.world import World

PLACE = Destination(Via.CHAT, 7)

_WAITING_FOR_A_LOCK = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def push(subscription: Subscription) -> Due:
    return Due((Slot("slot", MIDNIGHT, span(0)),), (), MIDNIGHT + timedelta(days=1))


def pursuit(stores: Stores) -> Pursuit:
    world = World()
    return Pursuit(
        orders=stores.orders,
        windows=stores.windows,
        runs=world.runs,
        digests=stores.digests,
        rollout=Switch(),
        now=lambda: MIDNIGHT,
    )


async def somebody_waits(behind: Connection) -> None:
    while not await behind.fetchval(_WAITING_FOR_A_LOCK):
        pass


async def test_a_subscription_that_another_scheduler_holds_is_passed_over(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant, group = await postgres_stores.group()
    weekly = Timetable(Rhythm.WINDOWS, WindowSize.FOUR, "UTC")
    held, free = [
        await postgres_stores.subscriptions.add(
            tenant, NewSubscription(group, PersonId(person), PLACE, "ru", weekly), MIDNIGHT
        )
        for person in (1, 2)
    ]

    async with behind.transaction():
        await behind.execute("SELECT FROM subscriptions WHERE id = $1 FOR UPDATE", held.id)
        [passed] = await postgres_stores.subscriptions.claim_due([tenant], MIDNIGHT, push, limit=9)
    [later] = await postgres_stores.subscriptions.claim_due([tenant], MIDNIGHT, push, limit=9)

    assert (free.id, held.id) == (passed.subscription, later.subscription)


async def test_who_orders_waits_for_who_orders_in_the_same_group_and_in_no_other(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant, group = await postgres_stores.group()
    other_tenant, other = await postgres_stores.group("other")
    wish = NewOrder(PLACE, "ru", "auto")

    async with asyncio.TaskGroup() as askers, behind.transaction():
        await behind.execute("SELECT FROM groups WHERE id = $1 FOR NO KEY UPDATE", group)
        asked = askers.create_task(postgres_stores.orders.place(tenant, group, span(0), [wish]))
        await postgres_stores.orders.place(other_tenant, other, span(0), [wish])
        await somebody_waits(behind)
        assert not asked.done()

    [order] = asked.result()
    assert order == await postgres_stores.orders.get(tenant, order.id)


async def test_an_order_whose_digest_is_being_released_is_not_ended_as_one_without(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant, group = await postgres_stores.group()
    window = await window_of(postgres_stores, tenant, group)
    digest = await postgres_stores.digests.add(tenant, new_digest(window), silent)
    [order] = await postgres_stores.orders.place(
        tenant, group, window.span, [NewOrder(PLACE, "ru", "auto")]
    )

    async with asyncio.TaskGroup() as others, behind.transaction():
        await behind.execute("UPDATE digest_orders SET digest_id = $1", digest)
        others.create_task(
            pursuit(postgres_stores).failed(tenant, window.id, "generate.requested")
        )
        await somebody_waits(behind)

    assert OrderState.WAITING is (await postgres_stores.orders.get(tenant, order.id)).state


async def test_an_order_that_is_being_stopped_is_not_joined(
    postgres_stores: Stores, behind: Connection
) -> None:
    tenant, group = await postgres_stores.group()
    wish = NewOrder(PLACE, "ru", "auto")
    [stopped] = await postgres_stores.orders.place(tenant, group, span(0), [wish])

    async with asyncio.TaskGroup() as askers, behind.transaction():
        await behind.execute(
            "UPDATE digest_orders SET state = 'stopped', settled_at = now() WHERE id = $1",
            stopped.id,
        )
        asked = askers.create_task(postgres_stores.orders.place(tenant, group, span(0), [wish]))
        await somebody_waits(behind)

    [order] = asked.result()
    assert stopped.id != order.id
