"""An order whose delivery died: what it says of itself while its letter is replayed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from handlers.events.pursue_orders import DigestWasGivenUp, DigestWasOrdered
from pipeline.delivery.errors import NotSentError
from pipeline.events.consumers import Consumer, Retry
from pipeline.events.delivery import DigestDlq
from pipeline.events.models import stage_of
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered, DigestOrderSettled
from pipeline.events.runs import DigestGenerateRequested
from pipeline.ingest.models import TenantId
from pipeline.orders.models import GIVEN_UP, Order, OrderId, OrderState
from storage.bus import open_bus
from storage.postgres.connection import Pool
from storage.postgres.outbox import Outbox
from storage.postgres.queue import pack_one, unpack
from tests.fakes.dead_letters import MemoryDeadLetters
from tests.fixtures.bot_transport import until
from tests.fixtures.ordering import order_to
from tests.fixtures.parlour import Parlour
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import Stores, new_digest, silent, span, window_of
from tests.servers.telegram import BotApiServer

ONCE = Retry(attempts=1)


@dataclass
class Deliveries:
    """Fails so often, and then delivers."""

    stores: Stores
    failures: int
    delivered: list[int] = field(default_factory=list)

    async def deliver(self, events: Sequence[DigestDeliveryDue]) -> None:
        for event in events:
            if self.failures:
                self.failures -= 1
                raise NotSentError("the place is silent — replay it later")
            self.delivered.append(event.order_id)
            await self._settle(event.tenant_id, event.order_id, OrderState.DELIVERED)

    async def give_up(self, events: Sequence[DigestDlq]) -> None:
        for event in events:
            number = int(event.event_key)
            await self._settle(event.tenant_id, number, OrderState.UNDELIVERABLE, GIVEN_UP)

    async def _settle(
        self, tenant: int, order: int, state: OrderState, reason: str | None = None
    ) -> None:
        await self.stores.orders.settle(TenantId(tenant), [OrderId(order)], state, reason)


async def released(stores: Stores) -> Order:
    tenant, group = await stores.group()
    [order] = await stores.orders.place(tenant, group, span(0), [order_to(7)])
    window = await window_of(stores, tenant, group)
    digest = await stores.digests.add(tenant, new_digest(window), silent)
    await stores.orders.release(tenant, window.id, order.language, order.engine, digest)
    return order


@pytest.mark.parametrize("deaths", [1, 2])
async def test_each_death_ends_the_order_and_each_replay_opens_it_until_it_is_delivered(
    postgres_service_stores: ServiceStores, pool: Pool, deaths: int
) -> None:
    live, stores = postgres_service_stores, postgres_service_stores.stores
    work = Deliveries(stores, failures=deaths)
    outbox = Outbox([DigestDeliveryDue.name, DigestDlq.name])
    consumers: list[Consumer[Any]] = [
        Consumer(DigestDeliveryDue, work.deliver, retry=ONCE),
        Consumer(DigestDlq, work.give_up),
    ]
    order = await released(stores)
    ends = []
    async with open_bus(pool, consumers, outbox) as bus:
        for _ in range(deaths):
            await bus.idle(order.tenant)
            ends.append(await stores.orders.get(order.tenant, order.id))
            [letter] = await live.dead_letters.latest(limit=9)
            await live.dead_letters.replay(letter.tenant, letter.id)
        await bus.idle(order.tenant)

    end = await stores.orders.get(order.tenant, order.id)
    assert [(OrderState.UNDELIVERABLE, GIVEN_UP)] * deaths == [
        (each.state, each.reason) for each in ends
    ]
    assert (OrderState.DELIVERED, None, deaths) == (end.state, end.reason, end.replays)
    assert [order.id] == work.delivered
    assert 0 == await live.dead_letters.count()
    settled = [
        payload["state"]
        for name, payload in await stores.recorded()
        if name == DigestOrderSettled.name
    ]
    assert [*["undeliverable"] * deaths, "delivered"] == settled


async def test_whoever_ordered_sees_the_digest_where_its_failure_was_told(
    bot_api: BotApiServer,
) -> None:
    parlour = Parlour(bot_api)
    await parlour.talk()
    letters = MemoryDeadLetters(parlour.world.tenants, parlour.orders)
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        due = await worked_up_to_delivery(parlour)
        dead = DigestDlq(
            tenant_id=order.tenant,
            digest_id=due.digest_id,
            window_id=due.window_id,
            stage="delivery.due",
            error="why",
            attempts=5,
            event_key=due.key,
            letter=letters.bury(order.tenant, due.name, due.key, pack_one(due), "why", 5),
        )
        await DigestWasGivenUp(parlour.pursuit)([dead])
        await parlour.work()
        await until(lambda: "доставить её не удалось" in parlour.shown(parlour.anna))
        await letters.replay(order.tenant, dead.letter)
        waiting = await parlour.orders.get(order.tenant, order.id)
        await parlour.delivery(due)
        await parlour.work()

    end = await parlour.orders.get(order.tenant, order.id)
    shown = parlour.shown(parlour.anna)
    assert [OrderState.WAITING, OrderState.DELIVERED] == [waiting.state, end.state]
    assert "### Команда · дайджест" in shown
    assert "доставить её не удалось" not in shown


async def worked_up_to_delivery(parlour: Parlour) -> DigestDeliveryDue:
    """Let the worker make the digest, and not deliver it."""
    recorded = parlour.world.events
    while not (due := [each for each in recorded.recorded if isinstance(each, DigestDeliveryDue)]):
        event = recorded.recorded[parlour._done]
        parlour._done += 1
        await parlour._handle(event)
    parlour._done = len(recorded.recorded)
    return due[0]


async def test_a_run_that_died_is_made_and_delivered_after_its_replay(
    bot_api: BotApiServer,
) -> None:
    parlour = Parlour(bot_api)
    await parlour.talk()
    letters = MemoryDeadLetters(parlour.world.tenants, parlour.orders)
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.pursuit.ordered(order.tenant, order.window_id)
        [wanted] = parlour.world.of(DigestGenerateRequested)
        await parlour.pursuit.failed(order.tenant, order.window_id, stage_of(type(wanted)))
        await parlour.work()
        failed = await parlour.orders.get(order.tenant, order.id)
        letter = letters.bury(order.tenant, wanted.name, wanted.key, pack_one(wanted), "why", 5)
        await letters.replay(order.tenant, letter)
        [(_, name, payload)] = letters.jobs
        for each in unpack(payload):
            await DigestWasOrdered(parlour.pursuit)([DigestOrdered.model_validate(each)])
        await parlour.work()

    end = await parlour.orders.get(order.tenant, order.id)
    assert DigestOrdered.name == name
    assert [OrderState.FAILED, OrderState.DELIVERED] == [failed.state, end.state]
    assert "### Команда · дайджест" in parlour.shown(parlour.anna)
