"""Orders: from somebody's wish to the digest in their hands, or to a clear end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.events.pursue_orders import DigestWasGivenUp
from pipeline.digest.models import DeliveryStatus
from pipeline.events.delivery import DigestDlq
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered
from pipeline.events.runs import DigestGenerateRequested
from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind
from pipeline.orders.models import Order, OrderState
from pipeline.orders.placing import Placing, SwitchedOff, span_until
from pipeline.windows.models import WindowSize
from tests.fixtures.ordering import Ordering, order_to
from tests.fixtures.world import START, messages


async def states(ordering: Ordering, placed: list[Order]) -> list[tuple[OrderState, str | None]]:
    now = [await ordering.orders.get(order.tenant, order.id) for order in placed]
    return [(order.state, order.reason) for order in now]


async def test_two_people_who_ask_get_one_run_and_a_delivery_each() -> None:
    ordering = Ordering()

    placed = await ordering.order(7, 8)
    await ordering.make()

    assert 1 == len(ordering.world.of(DigestGenerateRequested))
    assert [order.id for order in placed] == [
        event.order_id for event in ordering.world.of(DigestDeliveryDue)
    ]


async def test_who_asks_while_the_digest_is_made_gets_it_although_talk_went_on() -> None:
    ordering = Ordering()
    [first] = await ordering.order(7)
    news = [*messages("117 08:50 Аня: а ещё вот что важно сказать всем")]
    await ordering.world.messages.accept(ordering.world.tenant, first.group_id, news)

    await ordering.order(8)

    assert 1 == len(ordering.world.of(DigestGenerateRequested))


async def test_a_digest_that_is_there_is_handed_out_at_once() -> None:
    ordering = Ordering()
    await ordering.order(7)
    await ordering.make()

    [second] = await ordering.order(8)

    assert second.id in [event.order_id for event in ordering.world.of(DigestDeliveryDue)]
    assert 1 == len(ordering.world.of(DigestGenerateRequested))


async def test_within_an_open_window_who_asks_again_gets_the_same_digest() -> None:
    ordering = Ordering()
    ordering.now = START + timedelta(hours=1)
    [first] = await ordering.order(7)
    await ordering.make()
    group = (await ordering.orders.get(first.tenant, first.id)).group_id
    news = [*messages("117 08:50 Аня: а ещё вот что важно сказать всем")]
    await ordering.world.messages.accept(ordering.world.tenant, group, news)

    [second] = await ordering.order(8)

    due = {event.order_id: event.digest_id for event in ordering.world.of(DigestDeliveryDue)}
    assert due[first.id] == due[second.id]


async def test_another_language_is_another_run_after_the_first() -> None:
    ordering = Ordering()
    [russian] = await ordering.order(7)
    [english] = await ordering.order(8, language="en")

    await ordering.make()
    await ordering.make()

    wanted = [event.language for event in ordering.world.of(DigestGenerateRequested)]
    due = {event.order_id: event.digest_id for event in ordering.world.of(DigestDeliveryDue)}
    assert ["ru", "en"] == wanted
    assert due[russian.id] != due[english.id]


async def test_where_nothing_was_said_the_order_ends_with_the_reason() -> None:
    ordering = Ordering()
    window = await ordering.world.tell([*messages("101 08:02 Аня: привет")])
    span = window.span

    placed = await ordering.orders.place(
        ordering.world.tenant, window.group_id, span, [order_to(7)]
    )
    await ordering.pursuit.ordered(ordering.world.tenant, window.id)

    assert [(OrderState.SKIPPED, "too_few_messages")] == await states(ordering, list(placed))


@pytest.mark.parametrize("ending", ["failed", "blocked"])
async def test_who_has_their_digest_on_its_way_does_not_lose_it_by_what_becomes_of_the_next_one(
    ending: str,
) -> None:
    ordering = Ordering()
    [first] = await ordering.order(7)
    await ordering.make()
    tenant, window = first.tenant, await ordering.world.windows.get(first.tenant, first.window_id)
    [made] = await ordering.world.digests.latest(tenant, [window.id])
    [second] = await ordering.orders.place(tenant, first.group_id, window.span, [order_to(8)])

    if ending == "failed":
        await ordering.pursuit.failed(tenant, window.id, "generate.requested")
    else:
        await ordering.pursuit.blocked(tenant, made.id, "injection")

    [(kept, _), (ended, _)] = await states(ordering, [first, second])
    assert (OrderState.WAITING, OrderState(ending)) == (kept, ended)


async def test_a_digest_that_is_held_back_is_given_to_nobody() -> None:
    ordering = Ordering()
    placed = await ordering.order(7, 8)
    tenant = ordering.world.tenant
    [wanted] = ordering.world.of(DigestGenerateRequested)
    await ordering.world.runs.generate(wanted)
    [made] = await ordering.world.digests.latest(tenant, [placed[0].window_id])

    await ordering.pursuit.blocked(tenant, made.id, "faithfulness_below_threshold")

    assert [(OrderState.BLOCKED, "faithfulness_below_threshold")] * 2 == await states(
        ordering, placed
    )
    assert [] == ordering.world.of(DigestDeliveryDue)


async def test_a_digest_that_was_blocked_since_is_given_to_nobody_who_asks_later() -> None:
    ordering = Ordering()
    [first] = await ordering.order(7)
    await ordering.make()
    [made] = await ordering.world.digests.latest(ordering.world.tenant, [first.window_id])
    await ordering.world.digests.set_delivery(
        ordering.world.tenant, made.id, DeliveryStatus.BLOCKED_QUALITY
    )

    [later] = await ordering.order(8)

    assert [(OrderState.BLOCKED, "blocked_quality")] == await states(ordering, [later])


async def test_a_run_that_was_given_up_ends_every_order_of_its_window() -> None:
    ordering = Ordering()
    placed = await ordering.order(7, 8)

    await ordering.pursuit.failed(ordering.world.tenant, placed[0].window_id, "generate.requested")

    assert [(OrderState.FAILED, "generate.requested")] * 2 == await states(ordering, placed)


async def test_a_delivery_that_was_given_up_ends_its_order_and_no_other() -> None:
    ordering = Ordering()
    first, second = await ordering.order(7, 8)
    await ordering.make()
    dead = DigestDlq(
        tenant_id=ordering.world.tenant,
        digest_id=1,
        window_id=first.window_id,
        stage="delivery.due",
        error="NotSentError",
        attempts=5,
        event_key=str(first.id),
    )

    await DigestWasGivenUp(ordering.pursuit)([dead])

    assert [(OrderState.UNDELIVERABLE, "given_up"), (OrderState.WAITING, None)] == await states(
        ordering, [first, second]
    )


async def test_switched_off_between_the_order_and_its_run_nothing_is_made() -> None:
    ordering = Ordering()
    ordering.rollout.on = False

    placed = await ordering.order(7)

    assert [(OrderState.BLOCKED, "switched_off")] == await states(ordering, placed)
    assert [] == ordering.world.of(DigestGenerateRequested)


async def test_every_step_may_be_done_twice() -> None:
    ordering = Ordering()
    [placed] = await ordering.order(7)
    await ordering.make()
    before = len(ordering.world.events.recorded)

    await ordering.pursuit.ordered(ordering.world.tenant, placed.window_id)
    await ordering.make()

    assert before == len(ordering.world.events.recorded)


async def connected(ordering: Ordering) -> ConnectedGroup:
    window = await ordering.world.talk()
    return ConnectedGroup(
        id=window.group_id,
        tenant=ordering.world.tenant,
        chat=Chat(telegram_id=-100123, kind=ChatKind.SUPERGROUP, title="Команда"),
        time_zone="UTC",
        language="ru",
        readers=frozenset({Reader.BOT}),
        owner=PersonId(7),
        created_at=START,
    )


async def test_clicks_within_five_minutes_are_one_order() -> None:
    ordering = Ordering()
    group = await connected(ordering)
    placing = Placing(ordering.orders, ordering.rollout, lambda: ordering.now)

    first = await placing(group, WindowSize.FOUR, order_to(7, message_id=70))
    ordering.now += timedelta(minutes=4)
    second = await placing(group, WindowSize.FOUR, order_to(7))

    assert isinstance(first, Order)
    assert isinstance(second, Order)
    assert first.id == second.id
    assert 1 == len(ordering.world.of(DigestOrdered))


async def test_where_digests_are_off_nothing_is_written() -> None:
    ordering = Ordering()
    ordering.rollout.on = False
    group = await connected(ordering)
    before = len(ordering.world.events.recorded)
    placing = Placing(ordering.orders, ordering.rollout, lambda: ordering.now)

    refused = await placing(group, WindowSize.FOUR, order_to(7))

    assert SwitchedOff() == refused
    assert before == len(ordering.world.events.recorded)


@given(
    moment=st.integers(0, 10**14).map(lambda since: START + timedelta(microseconds=since)),
    size=st.sampled_from(WindowSize),
)
def test_the_hours_before_now_hold_this_moment_and_begin_on_full_minutes(
    moment: datetime, size: WindowSize
) -> None:
    span = span_until(moment, size)

    assert span.start <= moment < span.end
    assert timedelta(hours=size) == span.end - span.start
    assert span.end - moment <= timedelta(minutes=5)
    assert (0, 0) == (span.end.minute % 5, span.end.second)


@pytest.mark.parametrize("minutes", [0, 1, 4])
def test_moments_of_the_same_five_minutes_share_a_span(minutes: int) -> None:
    moment = datetime(2026, 11, 20, 9, 25, tzinfo=UTC)

    assert span_until(moment, WindowSize.SIX) == span_until(
        moment + timedelta(minutes=minutes, seconds=59), WindowSize.SIX
    )
