"""Slots of schedules that fall due while digests are switched off: it is told once."""

from datetime import timedelta

import pytest

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import PersonId
from pipeline.orders.models import NewOrder, OrderState
from pipeline.schedules.models import SubscriptionId
from pipeline.windows.models import Span, WindowSize
from tests.fixtures.parlour import Parlour
from tests.fixtures.world import START
from tests.servers.telegram import BotApiServer

OFF = "Сводки для вас сейчас отключены"
SILENT = "До тех пор расписания молчат; напоминать об этом я больше не стану."


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    made = Parlour(bot_api)
    await made.talk()
    made.telegram.people.says(made.anna, made.anna, "/start")
    return made


async def due(parlour: Parlour, day: int, *subscriptions: int, chat: int = 0) -> None:
    """A slot of each of Anna's schedules falls due, and is dealt with."""
    [group] = await parlour.groups.of_chat(parlour.chat)
    start = START + timedelta(days=day)
    for number in subscriptions:
        new = NewOrder(
            Destination(Via.CHAT, chat or parlour.anna),
            "ru",
            "rules",
            PersonId(parlour.anna),
            subscription=SubscriptionId(number),
            slot=f"{start + timedelta(hours=number):%Y-%m-%dT%H:%M}",
        )
        span = Span(start, start + timedelta(hours=4), WindowSize.FOUR)
        await parlour.orders.place(group.tenant, group.id, span, [new])
    await parlour.work()


async def test_it_is_told_once_in_each_chat_whatever_else_falls_due(parlour: Parlour) -> None:
    parlour.rollout.on = False
    async with parlour.open():
        for day in range(3):
            await due(parlour, day, 1, 2)
        await due(parlour, 3, 3, chat=parlour.chat)

    assert 1 == parlour.shown(parlour.anna).count(OFF)
    assert f"{OFF}. Как только их включат, я к вашим услугам. {SILENT}" in parlour.shown(
        parlour.anna
    )
    assert 1 == parlour.shown(parlour.chat).count(OFF)
    assert {OrderState.BLOCKED} == {order.state for order in parlour.placed()}


async def test_it_is_told_again_the_next_time_that_they_are_off(parlour: Parlour) -> None:
    async with parlour.open():
        for day, on in enumerate((False, False, True, False, False)):
            parlour.rollout.on = on
            await due(parlour, day, 1)

    assert 2 == parlour.shown(parlour.anna).count(OFF)


async def test_who_ordered_by_hand_is_told_each_time(parlour: Parlour) -> None:
    async with parlour.open():
        await due(parlour, 0, 1)
        for number in (1, 2):
            await parlour.asked(parlour.anna, "/digest 4h", orders=number + 1)
            parlour.rollout.on = False
            await parlour.work()
            parlour.rollout.on = True

    told = parlour.shown(parlour.anna)
    assert 2 == told.count(OFF)
    assert SILENT not in told
