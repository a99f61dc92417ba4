"""What came due while a person had blocked the bot, once they let it in again."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from pipeline.ingest.models import TenantId
from pipeline.orders.models import Order, OrderId, OrderState
from pipeline.orders.placing import span_until
from pipeline.windows.models import Span, WindowSize
from tests.fakes.missed_orders import MemoryMissedOrders
from tests.fakes.orders import MemoryOrders
from tests.fixtures.bot_transport import until
from tests.fixtures.ordering import order_to
from tests.fixtures.parlour import Parlour
from tests.servers.telegram import BotApiServer, Fault

HEADLINE = "### Команда · дайджест"
OFFER = "Пока дверь для меня была закрыта, вышло 2 сводки. Последняя — о группе «Команда»"


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    made = Parlour(bot_api)
    await made.talk()
    made.says(made.anna, "привет")
    return made


class Hanging(MemoryMissedOrders):
    """A process that dies before it notes what it said."""

    def __init__(self, orders: MemoryOrders) -> None:
        super().__init__(orders)
        self.reached = asyncio.Event()

    async def mark_told(self, tenant: TenantId, orders: Sequence[OrderId]) -> None:
        self.reached.set()
        await asyncio.Event().wait()


def recorded(parlour: Parlour) -> bool:
    """Whether the conversation ledger knows of a message that it arrived."""
    entries = parlour.conversation._entries.values()
    return any(result for entry in entries for result in entry.sends.values())


async def pushes(parlour: Parlour) -> list[Order]:
    """What Anna's schedules want, of the six hours and of the four."""
    [group] = await parlour.groups.of_chat(parlour.chat)
    end = span_until(parlour.now, WindowSize.FOUR).end
    placed: list[Order] = []
    for size in (WindowSize.SIX, WindowSize.FOUR):
        span = Span(end - timedelta(hours=size), end, size)
        wish = order_to(parlour.anna)
        placed += await parlour.orders.place(group.tenant, group.id, span, [wish])
    return placed


async def states(parlour: Parlour, orders: list[Order]) -> set[tuple[OrderState, str | None]]:
    now = [await parlour.orders.get(order.tenant, order.id) for order in orders]
    return {(order.state, order.reason) for order in now}


async def shut_out(parlour: Parlour) -> list[Order]:
    """They come due while Anna does not let the bot in."""
    parlour.telegram.people.blocks(parlour.anna)
    orders = await pushes(parlour)
    await parlour.work()
    return orders


async def test_who_lets_the_bot_in_again_is_offered_what_they_missed(parlour: Parlour) -> None:
    async with parlour.open():
        orders = await shut_out(parlour)
        ended = await states(parlour, orders)
        parlour.telegram.people.unblocks(parlour.anna)
        await until(lambda: OFFER in parlour.shown(parlour.anna))
        offered = parlour.shown(parlour.anna)
        query = parlour.telegram.people.presses(parlour.anna, parlour.anna, "Показать последнюю")
        await until(lambda: parlour.telegram.people.answer_to(query) is not None)

    assert {(OrderState.UNDELIVERABLE, "blocked")} == ended
    assert HEADLINE not in offered
    assert OFFER not in parlour.shown(parlour.anna)
    assert 1 == parlour.shown(parlour.anna).count(HEADLINE)
    assert "[Подробнее]" in parlour.shown(parlour.anna)


async def test_it_is_offered_once(parlour: Parlour) -> None:
    async with parlour.open():
        await shut_out(parlour)
        parlour.telegram.people.unblocks(parlour.anna)
        await until(lambda: OFFER in parlour.shown(parlour.anna))
        parlour.says(parlour.anna, "/digest неизвестная")
        await until(lambda: "Такой группы среди ваших нет" in parlour.shown(parlour.anna))
        parlour.telegram.people.blocks(parlour.anna)
        parlour.telegram.people.unblocks(parlour.anna)
        parlour.says(parlour.anna, "/digest незнакомая")
        await parlour.telegram.journal.reached(3)

    assert 1 == parlour.shown(parlour.anna).count(OFFER)


async def test_whoever_speaks_again_is_offered_it_also_if_nobody_said_that_the_door_is_open(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        parlour.telegram.faults.add(Fault.blocked(), method="sendRichMessage", times=2)
        await pushes(parlour)
        await parlour.work()
        parlour.says(parlour.anna, "/digest неизвестная")
        await until(lambda: OFFER in parlour.shown(parlour.anna))

    shown = parlour.shown(parlour.anna)
    assert shown.index("Такой группы среди ваших нет") < shown.index(OFFER)


async def test_the_offer_comes_once_though_the_process_dies_before_it_is_noted(
    parlour: Parlour,
) -> None:
    noting, alive = Hanging(parlour.orders), parlour.missed
    async with parlour.open():
        orders = await shut_out(parlour)
    parlour.missed = noting
    async with parlour.open(drain_seconds=0.0):
        parlour.telegram.people.unblocks(parlour.anna)
        await noting.reached.wait()
        await until(lambda: recorded(parlour))
    parlour.missed = alive
    async with parlour.open():
        await until(lambda: all(parlour.orders.is_told(order.id) for order in orders))

    assert 1 == parlour.shown(parlour.anna).count(OFFER)


async def test_the_last_digest_is_also_one_that_nobody_got(parlour: Parlour) -> None:
    async with parlour.open():
        await shut_out(parlour)
        parlour.telegram.people.unblocks(parlour.anna)
        await until(lambda: OFFER in parlour.shown(parlour.anna))
        await parlour.asked(parlour.anna, "/last", orders=3)
        await parlour.work()

    assert 1 == parlour.shown(parlour.anna).count(HEADLINE)


async def test_who_left_the_group_meanwhile_is_shown_nothing(parlour: Parlour) -> None:
    async with parlour.open() as opened:
        await shut_out(parlour)
        parlour.telegram.people.unblocks(parlour.anna)
        await until(lambda: OFFER in parlour.shown(parlour.anna))
        parlour.telegram.people.leaves(parlour.anna, parlour.chat)
        opened.membership.changed(parlour.chat, parlour.anna)
        query = parlour.telegram.people.presses(parlour.anna, parlour.anna, "Показать последнюю")
        await until(lambda: parlour.telegram.people.answer_to(query) is not None)

    answer = parlour.telegram.people.answer_to(query) or {}
    assert "только участникам группы" in str(answer.get("text"))
    assert HEADLINE not in parlour.shown(parlour.anna)
