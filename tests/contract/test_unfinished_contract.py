"""Digests that are waited for and not there yet are called off, in memory and on Postgres."""

from datetime import UTC, datetime, timedelta

from pipeline.digest.signals import StopRun
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import CALLED_OFF, Order, OrderState
from pipeline.orders.unfinished import CallOff, Unfinished
from tests.contract.test_orders_contract import digest_of, order_to
from tests.fakes.signals import MemorySignals
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import span

SETTLED = "digest.order.settled.v1"


def soon() -> datetime:
    """Whatever was placed until now was placed before it, by the database's clock as well."""
    return datetime.now(UTC) + timedelta(minutes=1)


async def placed(
    live: ServiceStores, tenant: TenantId, group: GroupId, *chats: int, hour: int = 0
) -> list[Order]:
    orders = [order_to(chat) for chat in chats]
    return list(await live.stores.orders.place(tenant, group, span(hour), orders))


async def states(live: ServiceStores, *orders: Order) -> list[tuple[OrderState, str | None]]:
    found = [await live.stores.orders.get(each.tenant, each.id) for each in orders]
    return [(each.state, each.reason) for each in found]


async def test_windows_of_all_tenants_are_found_with_the_orders_that_wait(
    live: ServiceStores,
) -> None:
    one, others = await live.stores.group("one"), await live.stores.group("two")
    first, _ = await placed(live, *one, 7, 8)
    [second] = await placed(live, *others, 7)

    found = await live.unfinished.placed_until(soon(), limit=10)

    assert [
        Unfinished(one[0], first.window_id, 2),
        Unfinished(others[0], second.window_id, 1),
    ] == [*found]
    assert [*found][:1] == [*await live.unfinished.placed_until(soon(), limit=1)]


async def test_what_was_ordered_later_is_not_among_them(live: ServiceStores) -> None:
    await placed(live, *await live.stores.group(), 7)

    found = await live.unfinished.placed_until(datetime(2020, 1, 1, tzinfo=UTC), limit=10)

    assert [] == [*found]


async def test_orders_end_as_failed_are_announced_and_their_runs_stopped(
    live: ServiceStores,
) -> None:
    tenant, group = await live.stores.group()
    orders = await placed(live, tenant, group, 7, 8)
    signals = MemorySignals()
    call_off = CallOff(live.unfinished, live.stores.orders, signals)

    ended, again = await call_off(soon()), await call_off(soon())

    assert (2, 0) == (ended, again)
    assert [(OrderState.FAILED, CALLED_OFF)] * 2 == await states(live, *orders)
    assert [StopRun(tenant, orders[0].window_id)] == signals.sent
    told = [payload for name, payload in await live.stores.recorded() if name == SETTLED]
    assert [each.id for each in orders] == [payload["order_id"] for payload in told]


async def test_a_digest_that_is_on_its_way_arrives(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    [order] = await placed(live, tenant, group, 7)
    digest = await digest_of(live.stores, tenant, group)
    await live.stores.orders.release(tenant, order.window_id, "ru", "auto", digest)

    ended = await CallOff(live.unfinished, live.stores.orders, MemorySignals())(soon())

    assert 0 == ended
    assert [(OrderState.WAITING, None)] == await states(live, order)
