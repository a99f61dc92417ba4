"""MissedOrders, in memory and on Postgres."""

from pipeline.delivery.models import ChatState, Destination, Via
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import NewOrder, Order, OrderState
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import new_digest, silent, span, window_of

ANNA = PersonId(7)


async def ended(
    live: ServiceStores,
    tenant: TenantId,
    group: GroupId,
    *,
    hour: int = 0,
    via: Via = Via.CHAT,
    chat: int = ANNA,
    state: OrderState = OrderState.UNDELIVERABLE,
    reason: str = ChatState.BLOCKED,
) -> Order:
    """An order whose digest was there, and how it ended."""
    window = await window_of(live.stores, tenant, group, span(hour))
    digest = await live.stores.digests.add(tenant, new_digest(window), silent)
    wish = NewOrder(Destination(via, chat), "ru", "auto", PersonId(chat))
    order = await live.stores.orders.place_ready(tenant, group, window.span, wish, digest)
    [over] = await live.stores.orders.settle(tenant, [order.id], state, reason)
    return over


async def test_what_a_person_missed_is_told_of_once_in_the_order_of_time(
    live: ServiceStores,
) -> None:
    tenant, group = await live.stores.group()
    first, second = [await ended(live, tenant, group, hour=hour) for hour in (0, 4)]

    before = list(await live.missed.untold(ANNA))
    await live.missed.mark_told(tenant, [first.id])
    between = list(await live.missed.untold(ANNA))
    await live.missed.mark_told(tenant, [first.id, second.id])

    assert ([first, second], [second]) == (before, between)
    assert [] == list(await live.missed.untold(ANNA))


async def test_what_ended_otherwise_or_elsewhere_was_not_missed(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    await ended(live, tenant, group, reason="uncertain")
    await ended(live, tenant, group, state=OrderState.BLOCKED, hour=4)
    await ended(live, tenant, group, chat=8, hour=8)
    await ended(live, tenant, group, via=Via.WEBHOOK, hour=12)

    assert [] == list(await live.missed.untold(ANNA))
    assert await live.missed.last_of_group(tenant, group, ANNA) is None


async def test_it_is_found_whosever_group_it_was(live: ServiceStores) -> None:
    places = [await live.stores.group(name) for name in ("one", "two")]
    missed = [await ended(live, tenant, group) for tenant, group in places]

    assert missed == list(await live.missed.untold(ANNA))


async def test_a_groups_last_one_is_known_also_after_it_was_told_of(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    stranger, strange = await live.stores.group("stranger")
    _, last = [await ended(live, tenant, group, hour=hour) for hour in (0, 4)]
    await ended(live, stranger, strange, hour=8)

    await live.missed.mark_told(tenant, [last.id])

    assert last == await live.missed.last_of_group(tenant, group, ANNA)
    assert await live.missed.last_of_group(stranger, group, ANNA) is None
