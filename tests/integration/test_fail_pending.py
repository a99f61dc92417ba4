"""/fail_pending: operators call off digests that are waited for and not there yet."""

from datetime import timedelta

import pytest

from pipeline.digest.signals import StopRun
from pipeline.ingest.models import TenantId
from pipeline.orders.models import CALLED_OFF, Order, OrderState
from tests.contract.test_orders_contract import order_to
from tests.fixtures.canary import Control
from tests.fixtures.stores import CHAT, span
from tests.servers.telegram import BotApiServer

TENANT = TenantId(1)


@pytest.fixture
def control(bot_api: BotApiServer) -> Control:
    return Control(bot_api)


async def ordered(control: Control, *chats: int) -> list[Order]:
    group = await control.rows.ensure(TENANT, CHAT, time_zone="UTC")
    orders = [order_to(chat) for chat in chats]
    return list(await control.orders.place(TENANT, group, span(0), orders))


async def ends(control: Control, *orders: Order) -> list[tuple[OrderState, str | None]]:
    found = [await control.orders.get(each.tenant, each.id) for each in orders]
    return [(each.state, each.reason) for each in found]


async def test_they_end_once_their_number_was_seen_and_agreed_to(control: Control) -> None:
    orders = await ordered(control, 7, 8)

    async with control.process() as visit:
        await visit.says(control.anna, "/fail_pending", control.chat)
        asked, before = control.shown(), await ends(control, *orders)
        await visit.presses(control.anna, "Да, снять (1)", control.chat)

    assert "Незавершённые сводки: 1" in asked
    assert "Заказов, которые их ждут: 2; арендаторов: 1." in asked
    assert [(OrderState.WAITING, None)] * 2 == before
    assert [(OrderState.FAILED, CALLED_OFF)] * 2 == await ends(control, *orders)
    assert [StopRun(TENANT, orders[0].window_id)] == control.signals.sent
    assert "Снято 2 заказа." in control.shown()


async def test_what_is_ordered_after_the_question_waits_on(control: Control) -> None:
    await ordered(control, 7)

    async with control.process() as visit:
        await visit.says(control.anna, "/fail_pending", control.chat)
        await control.orders.settle(
            TENANT, [(await ordered(control, 7))[0].id], OrderState.STOPPED
        )
        control.time += timedelta(seconds=1)
        later = await ordered(control, 8)
        await visit.presses(control.anna, "Да, снять (1)", control.chat)

    assert [(OrderState.WAITING, None)] == await ends(control, *later)
    assert "Снимать было уже нечего." in control.shown()


async def test_with_nothing_to_call_off_nothing_is_asked(control: Control) -> None:
    async with control.process() as visit:
        await visit.says(control.anna, "/fail_pending", control.chat)

    assert "Незавершённых сводок нет" in control.shown()
    assert [] == control.buttons()


async def test_a_button_that_is_pressed_too_late_does_nothing(control: Control) -> None:
    orders = await ordered(control, 7)

    async with control.process() as visit:
        await visit.says(control.anna, "/fail_pending", control.chat)
        control.time += timedelta(minutes=10, seconds=1)
        told = await visit.presses(control.anna, "Да, снять (1)", control.chat)

    assert "Спросите заново: /fail_pending" in told
    assert [(OrderState.WAITING, None)] == await ends(control, *orders)


async def test_it_is_for_administrators_of_the_chat(control: Control) -> None:
    control.telegram.people.joins(control.vera, control.chat)
    orders = await ordered(control, 7)

    async with control.process() as visit:
        await visit.says(control.anna, "/fail_pending", control.chat)
        told = await visit.presses(control.vera, "Да, снять (1)", control.chat)

    assert "только от администраторов этого чата" in told
    assert [(OrderState.WAITING, None)] == await ends(control, *orders)
