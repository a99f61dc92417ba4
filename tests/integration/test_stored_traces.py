"""One id through the rows of a digest, and its life as it is read from them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import pytest

from pipeline.conversation.models import TELEGRAM, EntryKey, Incoming
from pipeline.digest.answers import Stage
from pipeline.digest.models import DigestId
from pipeline.events.consumers import Consumer, Retry
from pipeline.events.models import Event
from pipeline.events.orders import DigestOrdered
from pipeline.events.runs import (
    DigestGenerateRequested,
    DigestStageCompleted,
    DigestStageStarted,
    StageOutcome,
)
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import Order, OrderState
from pipeline.tracing.correlation import correlated, current, new_correlation
from pipeline.tracing.timeline import Timeline
from pipeline.tracing.wanted import Wanted
from pipeline.windows.models import WindowId
from storage.bus import open_bus
from storage.postgres.connection import Connection, Pool
from storage.postgres.dead_letters import DeadLetters
from storage.postgres.orders import Orders
from storage.postgres.outbox import Outbox
from storage.postgres.queue import work_of
from storage.postgres.traces import StoredTraces
from tests.contract.test_orders_contract import order_to
from tests.fixtures.stores import Stores, new_digest, said, silent, span, window_of


@dataclass
class Desk:
    stores: Stores
    pool: Pool
    behind: Connection
    tenant: TenantId
    group: GroupId

    async def update(self, number: int = 1) -> UUID:
        """Somebody says something; the id that it gets."""
        entry = Incoming(EntryKey("5", TELEGRAM, number), chat="5", payload=b"x")
        [accepted] = await self.stores.conversation.accept([entry])
        assert accepted.correlation is not None
        return accepted.correlation

    async def ordered(self, correlation: UUID, chat: int = 7) -> Order:
        with correlated(correlation):
            return await self.placed(chat)

    async def placed(self, chat: int = 7) -> Order:
        [order] = await self.stores.orders.place(
            self.tenant, self.group, span(0), [order_to(chat)]
        )
        return order

    async def digest(self) -> DigestId:
        """The window's, made by whatever run."""
        window = await window_of(self.stores, self.tenant, self.group)
        return await self.stores.digests.add(self.tenant, new_digest(window), silent)

    async def request(self, window: WindowId) -> None:
        await self.stores.windows.request(
            self.tenant,
            window,
            fingerprint=f"f-{window}",
            language="ru",
            engine="auto",
            channel="orders",
        )

    async def stage(self, window: WindowId, stage: Stage, *, ended: bool = True) -> None:
        about = {
            "tenant_id": self.tenant,
            "group_id": self.group,
            "window_id": window,
            "run_id": "a" * 32,
            "stage": stage,
        }
        events: list[Event] = [DigestStageStarted(**about)]
        if ended:
            done = {"outcome": StageOutcome.OK, "seconds": 0.5, "reused": False}
            events.append(DigestStageCompleted(**about, **done))
        await self.stores.events.publish(events)

    async def life(self, wanted: Wanted) -> Timeline:
        traces = StoredTraces(self.pool)
        subject = await traces.find(wanted, self.tenant)
        assert subject is not None
        return await traces.read(subject)

    async def correlations(self, table: str) -> list[UUID | None]:
        rows = await self.behind.fetch(f"SELECT correlation FROM {table}")  # noqa: S608  # ours
        return [row["correlation"] for row in rows]


@pytest.fixture
async def desk(postgres_stores: Stores, pool: Pool, behind: Connection) -> Desk:
    tenant, group = await postgres_stores.group()
    return Desk(postgres_stores, pool, behind, tenant, group)


def names(timeline: Timeline) -> list[str]:
    return [step.what for step in timeline.steps]


async def test_each_update_has_an_id_of_its_own_which_outlives_the_process(desk: Desk) -> None:
    first, second = await desk.update(1), await desk.update(2)

    [again, _] = await desk.stores.conversation.take_up(TELEGRAM, limit=10)

    assert first != second
    assert first == again.entry.correlation


async def test_what_is_ordered_in_a_turn_has_its_id_to_the_job(desk: Desk) -> None:
    correlation = await desk.update()

    await desk.ordered(correlation)

    jobs = await desk.behind.fetch("SELECT headers FROM pgqueuer")
    assert [correlation] == await desk.correlations("digest_orders")
    assert {correlation} == set(await desk.correlations("events"))
    assert {correlation} == {work_of(orjson.loads(job["headers"])).correlation for job in jobs}


async def test_an_order_that_nobody_asked_for_begins_an_id(desk: Desk) -> None:
    order = await desk.placed()

    [correlation] = await desk.correlations("digest_orders")
    [of_event] = await desk.behind.fetch(
        "SELECT correlation FROM events WHERE name = $1", DigestOrdered.name
    )
    assert correlation is not None
    assert correlation == of_event["correlation"]
    assert (
        order.id == (await desk.life(Wanted("correlation", correlation=correlation))).subject.order
    )


async def test_who_joins_a_run_gets_their_digest_under_their_own_id(desk: Desk) -> None:
    ids = [await desk.update(1), await desk.update(2)]
    orders = [await desk.ordered(ids[0], chat=7), await desk.ordered(ids[1], chat=8)]
    digest = await desk.digest()

    with correlated(ids[0]):
        await desk.stores.orders.release(desk.tenant, orders[0].window_id, "ru", "auto", digest)

    rows = await desk.behind.fetch(
        "SELECT payload, correlation FROM events WHERE name = 'digest.delivery.due.v1'"
    )
    found = {orjson.loads(row["payload"])["order_id"]: row["correlation"] for row in rows}
    assert {orders[0].id: ids[0], orders[1].id: ids[1]} == found


async def test_a_handler_works_under_the_id_of_its_event_and_so_does_a_replay(desk: Desk) -> None:
    correlation = await desk.update()
    met: list[tuple[UUID | None, dict[str, Any]]] = []

    async def fail(events: Sequence[DigestOrdered]) -> None:
        met.append((current().correlation, dict(current().ids)))
        raise ValueError("no")

    outbox = Outbox([DigestOrdered.name])
    consumer = Consumer(DigestOrdered, fail, retry=Retry(attempts=1))
    with correlated(correlation):
        [order] = await Orders(desk.pool, outbox).place(
            desk.tenant, desk.group, span(0), [order_to()]
        )
    async with asyncio.timeout(20), open_bus(desk.pool, [consumer], outbox) as bus:
        await bus.idle()
        letters = DeadLetters(desk.pool, outbox)
        [letter] = await letters.since(desk.tenant)
        await letters.replay(desk.tenant, letter.id)
        await bus.idle()

    assert [correlation] * 2 == [each for each, _ in met]
    assert (order.id, desk.tenant) == (met[0][1]["order_id"], met[0][1]["tenant_id"])
    assert "digest.dlq.v1" in names(await desk.life(Wanted("order", order.id)))


async def test_a_transaction_leaves_no_id_for_the_next(desk: Desk) -> None:
    await desk.ordered(new_correlation())
    with correlated(None):
        await desk.stage(WindowId(99), Stage.TOPIC, ended=False)

    [row] = await desk.behind.fetch(
        "SELECT correlation FROM events WHERE name = $1", DigestStageStarted.name
    )
    assert row["correlation"] is None


async def test_talk_of_a_batch_has_the_id_of_the_batch(desk: Desk) -> None:
    correlation = new_correlation()

    with correlated(correlation):
        await desk.stores.sink.accept(desk.tenant, desk.group, [said(1, 1), said(2, 2)])

    assert [correlation] * 2 == await desk.correlations("events")


async def test_the_life_of_a_digest_that_was_delivered(desk: Desk) -> None:
    correlation = await desk.update()
    order = await desk.ordered(correlation)
    with correlated(correlation):
        digest = await desk.digest()
        await desk.stores.orders.release(desk.tenant, order.window_id, "ru", "auto", digest)
        await desk.stores.deliveries.claim(desk.tenant, digest, 0, "chat:7", "hash")
        await desk.stores.deliveries.sent(desk.tenant, digest, 0, "chat:7", "41")
        await desk.stores.orders.settle(desk.tenant, [order.id], OrderState.DELIVERED)

    life = await desk.life(Wanted("order", order.id))

    assert ("delivered", digest) == (life.state, life.subject.digest)
    assert [
        "update.accepted",
        "order.placed",
        "group.window.ready.v1",
        "digest.ordered.v1",
        "digest.decided",
        "digest.delivery.due.v1",
        "delivery.chunk",
        "digest.order.settled.v1",
    ] == [what for what in names(life) if not what.startswith("job.")]
    assert {correlation} == {step.correlation for step in life.steps if step.correlation}
    assert sorted(step.at for step in life.steps) == [step.at for step in life.steps]
    [sent] = [step for step in life.steps if step.what == "delivery.chunk"]
    assert {"chunk": 0, "chat": "chat:7", "state": "sent", "reference": "41"}.items() <= (
        sent.facts.items()
    )


async def test_the_life_of_one_that_is_being_made(desk: Desk) -> None:
    correlation = await desk.update()
    order = await desk.ordered(correlation)
    with correlated(correlation):
        await desk.request(order.window_id)
        await desk.stage(order.window_id, Stage.THREAD_BUILDER)
        await desk.stage(order.window_id, Stage.SEGMENTER, ended=False)

    life = await desk.life(Wanted("order", order.id))

    stages = [
        (step.what.split(".")[2], step.facts["stage"])
        for step in life.steps
        if "stage" in step.facts
    ]
    assert "waiting" == life.state
    assert [
        ("started", "thread_builder"),
        ("completed", "thread_builder"),
        ("started", "segmenter"),
    ] == stages
    waits = [step.facts["event"] for step in life.steps if step.what == "job.queued"]
    assert {DigestOrdered.name, DigestGenerateRequested.name} == set(waits)


async def test_the_life_of_one_that_failed(desk: Desk) -> None:
    order = await desk.ordered(await desk.update())
    await desk.stores.orders.settle(desk.tenant, [order.id], OrderState.FAILED, "dropped")

    life = await desk.life(Wanted("order", order.id))

    assert ("failed", "dropped", None) == (life.state, life.reason, life.subject.digest)
    assert "digest.order.settled.v1" == names(life)[-1] or "job.queued" in names(life)


async def test_a_digest_that_nobody_ordered_is_its_tenants_alone(desk: Desk) -> None:
    digest = await desk.digest()
    window = await window_of(desk.stores, desk.tenant, desk.group)
    other = await desk.stores.tenants.ensure("other")
    traces = StoredTraces(desk.pool)

    found = [
        await traces.find(wanted, desk.tenant)
        for wanted in (Wanted("digest", digest), Wanted("window", window.id))
    ]

    assert [digest, digest] == [each and each.digest for each in found]
    assert None is await traces.find(Wanted("digest", digest), other)
    assert None is await traces.find(Wanted("window", window.id), None)
    assert "digest.decided" in names(await desk.life(Wanted("digest", digest)))


async def test_an_order_is_found_whoever_looks(desk: Desk) -> None:
    order = await desk.ordered(await desk.update())

    subject = await StoredTraces(desk.pool).find(Wanted("order", order.id), None)

    assert subject is not None
    assert (desk.tenant, order.id) == (subject.tenant, subject.order)


async def test_a_digest_tells_nothing_of_other_runs_of_its_window(desk: Desk) -> None:
    window = await window_of(desk.stores, desk.tenant, desk.group)
    await desk.request(window.id)
    await desk.stage(window.id, Stage.TOPIC)
    digest = await desk.digest()

    life = await desk.life(Wanted("digest", digest))

    assert ["group.window.ready.v1", "digest.generate.requested.v1", "digest.decided"] == [
        what for what in names(life) if not what.startswith("job.")
    ]
