"""The API's orders, on ports in memory and on Postgres."""

from datetime import UTC, datetime

from handlers.api.ordering import NOBODY, Ordering
from pipeline.digest.request import Language
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import NewOrder, Order, OrderState
from pipeline.orders.placing import Placing, SwitchedOff
from pipeline.windows.models import WindowSize
from tests.fixtures.ordering import Switch
from tests.fixtures.stores import Stores, new_digest, said, silent


class Counter:
    """The API's ordering over some stores, by the clock on the wall of the database."""

    def __init__(self, stores: Stores) -> None:
        self.stores, self.rollout = stores, Switch()
        self.now = datetime.now(UTC)
        self.ordering = Ordering(
            placing=Placing(stores.orders, self.rollout, lambda: self.now),
            windows=stores.windows,
            archive=stores.archive,
            digests=stores.digests,
            now=lambda: self.now,
        )

    async def open(self) -> None:
        tenant, group = await self.stores.group()
        self.group = await self.stores.group_book.get(tenant, group)

    async def order(self, language: Language = "ru") -> Order:
        placed = await self.ordering.place(
            self.group, WindowSize.FOUR, NewOrder(NOBODY, language, "rules")
        )
        assert isinstance(placed, Order)
        return placed

    async def deliver(self, order: Order) -> None:
        window = await self.stores.windows.get(order.tenant, order.window_id)
        digest = await self.stores.digests.add(order.tenant, new_digest(window), silent)
        await self.stores.orders.release(order.tenant, window.id, "ru", "rules", digest)
        await self.stores.orders.settle(order.tenant, [order.id], OrderState.DELIVERED)


async def test_an_order_is_found_again_while_it_waits_and_after_it_was_delivered(
    stores: Stores,
) -> None:
    counter = Counter(stores)
    await counter.open()

    first, waiting = [await counter.order() for _ in range(2)]
    await counter.deliver(first)
    delivered, another = await counter.order(), await counter.order("en")

    assert first.id == waiting.id == delivered.id
    assert delivered.digest_id is not None
    assert first.id != another.id


async def test_only_its_tenant_finds_an_order(stores: Stores) -> None:
    counter = Counter(stores)
    await counter.open()
    order = await counter.order()
    other = await stores.tenants.ensure("other")

    assert order == await counter.ordering.find(order.tenant, order.id)
    assert await counter.ordering.find(other, order.id) is None


async def test_its_status_counts_what_was_said_until_now(stores: Stores) -> None:
    counter = Counter(stores)
    await counter.open()
    group: ConnectedGroup = counter.group
    batch = [said(number, 0, sent_at=counter.now) for number in (1, 2, 3)]
    await stores.sink.accept(TenantId(group.tenant), GroupId(group.id), batch)
    order = await counter.order()

    status = await counter.ordering.status(order)

    assert ("queued", order.id, 3, 1) == (
        status.status,
        status.digest_id,
        status.message_count,
        status.participant_count,
    )


async def test_a_delivered_digest_has_a_report_and_a_waiting_one_has_none(
    stores: Stores,
) -> None:
    counter = Counter(stores)
    await counter.open()
    order = await counter.order()
    before = await counter.ordering.report(order)
    await counter.deliver(order)

    report = await counter.ordering.report(await stores.orders.get(order.tenant, order.id))

    assert before is None
    assert report is not None
    assert order.window_id == report.windows[0].window.id


async def test_with_the_flag_off_nothing_is_written(stores: Stores) -> None:
    counter = Counter(stores)
    await counter.open()
    await counter.order()
    counter.rollout.on = False
    before = await stores.recorded()

    placed = await counter.ordering.place(
        counter.group, WindowSize.FOUR, NewOrder(NOBODY, "ru", "rules")
    )

    assert SwitchedOff() == placed
    assert before == await stores.recorded()
