"""Orders that ended with a dead letter, in memory and on Postgres: its replay opens them again."""

from typing import Any

import pytest

from pipeline.delivery.models import DeadLetter, Destination, Via
from pipeline.events.delivery import DigestDlq
from pipeline.events.models import Event
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered
from pipeline.events.runs import DigestGenerateRequested, DigestReadyForDelivery
from pipeline.groups.models import PersonId
from pipeline.ingest.models import TenantId
from pipeline.orders.models import CHANNEL, DROPPED, GIVEN_UP, NewOrder, Order, OrderState
from storage.postgres.queue import pack_one
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import new_digest, silent, span, window_of


def order_to(chat: int = 7) -> NewOrder:
    return NewOrder(Destination(Via.CHAT, chat), "ru", "auto", PersonId(77))


async def placed(live: ServiceStores, *chats: int) -> list[Order]:
    tenant, group = await live.stores.group()
    wanted = [order_to(chat) for chat in chats]
    return list(await live.stores.orders.place(tenant, group, span(0), wanted))


async def released(live: ServiceStores, order: Order) -> Order:
    window = await window_of(live.stores, order.tenant, order.group_id)
    digest = await live.stores.digests.add(order.tenant, new_digest(window), silent)
    await live.stores.orders.release(order.tenant, window.id, "ru", "auto", digest)
    return await live.stores.orders.get(order.tenant, order.id)


def due(order: Order) -> DigestDeliveryDue:
    return DigestDeliveryDue(**about(order), digest_id=order.digest_id or 0, order_id=order.id)


def ordered(order: Order) -> DigestOrdered:
    return DigestOrdered(**about(order), language="ru", engine="auto", order_id=order.id)


def requested(order: Order) -> DigestGenerateRequested:
    return DigestGenerateRequested(
        **about(order), version=1, language="ru", engine="auto", channel="orders"
    )


def about(order: Order) -> dict[str, Any]:
    return {
        "tenant_id": order.tenant,
        "group_id": order.group_id,
        "window_id": order.window_id,
    }


def job_of(event: Event) -> tuple[str, object]:
    return event.name, [event.model_dump(mode="json")]


async def dead(live: ServiceStores, event: Event) -> DeadLetter:
    tenant = TenantId(event.tenant_id)
    await live.bury(tenant, event.name, event.key, pack_one(event))
    return (await live.dead_letters.latest(limit=1))[0]


async def give_up(live: ServiceStores, order: Order) -> None:
    await live.stores.orders.settle(order.tenant, [order.id], OrderState.UNDELIVERABLE, GIVEN_UP)


async def states(live: ServiceStores, *orders: Order) -> list[OrderState]:
    return [(await live.stores.orders.get(each.tenant, each.id)).state for each in orders]


async def settlements(live: ServiceStores) -> list[tuple[int, str, int]]:
    return [
        (payload["order_id"], payload["state"], payload["replays"])
        for name, payload in await live.stores.recorded()
        if name == "digest.order.settled.v1"
    ]


async def test_an_order_waits_again_when_its_delivery_is_replayed(live: ServiceStores) -> None:
    [order] = await placed(live, 7)
    order = await released(live, order)
    await give_up(live, order)
    letter = await dead(live, due(order))

    await live.dead_letters.replay(letter.tenant, letter.id)

    again = await live.stores.orders.get(order.tenant, order.id)
    assert (OrderState.WAITING, None, 1) == (again.state, again.reason, again.replays)
    assert order.digest_id == again.digest_id
    assert job_of(due(order)) == (await live.jobs())[-1]


async def test_an_order_that_waits_again_is_delivered_and_says_so(live: ServiceStores) -> None:
    [order] = await placed(live, 7)
    order = await released(live, order)
    await give_up(live, order)
    letter = await dead(live, due(order))
    await live.dead_letters.replay(letter.tenant, letter.id)

    ended = await live.stores.orders.settle(order.tenant, [order.id], OrderState.DELIVERED)

    assert [OrderState.DELIVERED] == [each.state for each in ended]
    assert [(order.id, "undeliverable", 0), (order.id, "delivered", 1)] == await settlements(live)


async def test_whoever_ordered_may_be_told_of_the_second_end_too(live: ServiceStores) -> None:
    [order] = await placed(live, 7)
    order = await released(live, order)
    await give_up(live, order)
    await live.stores.orders.claim_notice(order.tenant, order.id)
    letter = await dead(live, due(order))

    await live.dead_letters.replay(letter.tenant, letter.id)
    await give_up(live, order)

    assert await live.stores.orders.claim_notice(order.tenant, order.id)
    assert [(order.id, "undeliverable", 0), (order.id, "undeliverable", 1)] == await settlements(
        live
    )


async def test_an_order_that_ended_otherwise_stays_as_it_is(live: ServiceStores) -> None:
    [order, stopped] = await placed(live, 7, 8)
    await live.stores.orders.settle(order.tenant, [stopped.id], OrderState.STOPPED)
    letter = await dead(live, due(stopped))

    await live.dead_letters.replay(letter.tenant, letter.id)

    assert [OrderState.WAITING, OrderState.STOPPED] == await states(live, order, stopped)


async def test_a_dropped_letter_leaves_its_order_undeliverable(live: ServiceStores) -> None:
    [order] = await placed(live, 7)
    await give_up(live, order)
    letter = await dead(live, due(order))

    await live.dead_letters.drop(letter.tenant, letter.id)

    assert [OrderState.UNDELIVERABLE] == await states(live, order)


async def test_nobody_waits_twice_for_what_was_ordered_anew_meanwhile(
    live: ServiceStores,
) -> None:
    [first] = await placed(live, 7)
    await give_up(live, first)
    [second] = await placed(live, 7)
    letter = await dead(live, due(first))

    await live.dead_letters.replay(letter.tenant, letter.id)

    assert [OrderState.UNDELIVERABLE, OrderState.WAITING] == await states(live, first, second)


async def test_what_was_given_up_and_arrives_after_all_is_delivered(live: ServiceStores) -> None:
    [order, other] = await placed(live, 7, 8)
    await give_up(live, order)
    await live.stores.orders.settle(order.tenant, [other.id], OrderState.STOPPED)

    await live.stores.orders.settle(order.tenant, [order.id, other.id], OrderState.DELIVERED)
    await live.stores.orders.settle(order.tenant, [order.id], OrderState.UNDELIVERABLE, GIVEN_UP)

    assert [OrderState.DELIVERED, OrderState.STOPPED] == await states(live, order, other)


@pytest.mark.parametrize(
    ("make", "reason"),
    [(requested, "generate.requested"), (ordered, "ordered")],
    ids=["the run", "the order"],
)
async def test_all_who_waited_for_a_run_that_died_wait_again_and_are_pursued(
    live: ServiceStores, make: Any, reason: str
) -> None:
    one, two = await placed(live, 7, 8)
    await live.stores.orders.settle(one.tenant, [one.id, two.id], OrderState.FAILED, reason)
    letter = await dead(live, make(one))

    await live.dead_letters.replay(letter.tenant, letter.id)

    assert [OrderState.WAITING] * 2 == await states(live, one, two)
    assert job_of(ordered(one)) == (await live.jobs())[-1]


async def test_of_several_alike_that_failed_the_last_one_waits_again(live: ServiceStores) -> None:
    failed = OrderState.FAILED, "generate.requested"
    [first] = await placed(live, 7)
    await live.stores.orders.settle(first.tenant, [first.id], *failed)
    [second] = await placed(live, 7)
    await live.stores.orders.settle(second.tenant, [second.id], *failed)
    letter = await dead(live, requested(first))

    await live.dead_letters.replay(letter.tenant, letter.id)

    assert [OrderState.FAILED, OrderState.WAITING] == await states(live, first, second)


async def test_a_run_that_nobody_ordered_is_replayed_itself(live: ServiceStores) -> None:
    [order] = await placed(live, 7)
    event = requested(order)
    letter = await dead(live, event)

    await live.dead_letters.replay(letter.tenant, letter.id)

    assert job_of(event) == (await live.jobs())[-1]


@pytest.mark.parametrize(
    "payload", [b"null", b"{}", b'{"shared": {}, "fields": [], "rows": [[]]}']
)
async def test_a_letter_that_nobody_can_read_is_replayed_as_it_is(
    live: ServiceStores, payload: bytes
) -> None:
    tenant, _ = await live.stores.group()
    await live.bury(tenant, DigestDeliveryDue.name, "job-1", payload)
    [letter] = await live.dead_letters.latest(limit=9)

    assert await live.dead_letters.replay(tenant, letter.id)
    assert 0 == await live.dead_letters.count()


def given_up(order: Order, stage: str, key: str) -> DigestDlq:
    return DigestDlq(
        tenant_id=order.tenant,
        digest_id=order.digest_id,
        window_id=order.window_id,
        stage=stage,
        error="TimeoutError",
        attempts=5,
        event_key=key,
    )


async def ends(live: ServiceStores, *orders: Order) -> list[tuple[OrderState, str | None]]:
    found = [await live.stores.orders.get(each.tenant, each.id) for each in orders]
    return [(each.state, each.reason) for each in found]


async def test_dropping_the_news_of_a_failed_run_ends_what_waits_for_it(
    live: ServiceStores,
) -> None:
    [order, other] = await placed(live, 7, 8)
    letter = await dead(live, given_up(order, "ordered", str(order.id)))

    await live.dead_letters.drop(letter.tenant, letter.id)

    assert [(OrderState.FAILED, "ordered")] * 2 == await ends(live, order, other)
    assert [(order.id, "failed", 0), (other.id, "failed", 0)] == await settlements(live)


async def test_dropping_the_news_of_a_failed_delivery_ends_its_order_alone(
    live: ServiceStores,
) -> None:
    [order, other] = await placed(live, 7, 8)
    order = await released(live, order)
    letter = await dead(live, given_up(order, "delivery.due", str(order.id)))

    await live.dead_letters.drop(letter.tenant, letter.id)

    [(state, reason), (others, _)] = await ends(live, order, other)
    assert (OrderState.UNDELIVERABLE, GIVEN_UP) == (state, reason)
    assert OrderState.WAITING is others
    assert [(order.id, "undeliverable", 0)] == await settlements(live)


async def test_dropping_a_digest_that_nobody_could_hand_out_ends_what_waits_for_it_in_its_language(
    live: ServiceStores,
) -> None:
    tenant, group = await live.stores.group()
    english = NewOrder(Destination(Via.CHAT, 9), "en", "auto", PersonId(78))
    wanted = [order_to(), english]
    order, other = await live.stores.orders.place(tenant, group, span(0), wanted)
    window = await window_of(live.stores, tenant, group)
    digest = await live.stores.digests.add(tenant, new_digest(window), silent)
    ready = DigestReadyForDelivery(
        **about(order), digest_id=digest, content_hash="h", channel=CHANNEL
    )
    letter = await dead(live, ready)

    await live.dead_letters.drop(letter.tenant, letter.id)

    assert [(OrderState.FAILED, DROPPED), (OrderState.WAITING, None)] == await ends(
        live, order, other
    )


async def test_who_does_not_own_a_letter_ends_nothing_by_dropping_it(live: ServiceStores) -> None:
    [order] = await placed(live, 7)
    letter = await dead(live, given_up(order, "ordered", str(order.id)))
    stranger = await live.stores.tenants.ensure("stranger")

    dropped = await live.dead_letters.drop(stranger, letter.id)

    assert not dropped
    assert [(OrderState.WAITING, None)] == await ends(live, order)
