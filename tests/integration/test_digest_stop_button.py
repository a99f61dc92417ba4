"""The button that stops an order, and with the last one its run."""

import asyncio

import pytest

from bot.callbacks import OrderButton
from pipeline.digest.answers import Stage
from pipeline.digest.signals import RunProgress, StopRun
from pipeline.digest.stopping import StopListener
from pipeline.groups.models import PersonId
from pipeline.health.parts import Life
from pipeline.orders.models import Order, OrderState
from pipeline.windows.models import STOPPED, WindowStatus
from tests.fixtures.bot_transport import until
from tests.fixtures.parlour import Parlour
from tests.servers.telegram import BotApiServer

STOP = "Остановить"


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    made = Parlour(bot_api)
    await made.talk()
    return made


async def pressed(parlour: Parlour, person: int, chat: int, button: str = STOP) -> str:
    """What the bot answers to who presses."""
    people = parlour.telegram.people
    query = people.presses(person, chat, button)
    await until(lambda: people.answer_to(query) is not None)
    return str((people.answer_to(query) or {}).get("text"))


async def test_whoever_ordered_it_stops_the_run_under_way(parlour: Parlour) -> None:
    alive = Life(lambda status: None)
    parlour.gate.clear()
    async with parlour.open(), asyncio.TaskGroup() as tasks:
        order = await parlour.asked(parlour.anna, "/digest 4h")
        listening = tasks.create_task(StopListener(parlour.signals, parlour.stops).run(alive))
        working = tasks.create_task(parlour.work())
        await until(lambda: parlour.is_running(order))
        said = await pressed(parlour, parlour.anna, parlour.anna)
        await working
        await parlour.work()
        alive.stopping.set()
        await listening

    window = await parlour.world.windows.get(order.tenant, order.window_id)
    assert "Остановлено." == said
    assert OrderState.STOPPED is (await parlour.orders.get(order.tenant, order.id)).state
    assert (WindowStatus.FAILED, STOPPED) == (window.status, window.reason)
    assert "Как угодно: сводку я отложил." in parlour.shown(parlour.anna)
    assert f"[{STOP}]" not in parlour.shown(parlour.anna)


async def test_who_stopped_it_may_order_it_again(parlour: Parlour) -> None:
    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        await pressed(parlour, parlour.anna, parlour.anna)
        await parlour.work()
        await parlour.asked(parlour.anna, "/digest 4h", orders=2)
        await parlour.work()

    assert "### Команда · дайджест" in parlour.shown(parlour.anna)


async def test_a_run_that_somebody_else_waits_for_goes_on(parlour: Parlour) -> None:
    [group] = await parlour.groups.of_chat(parlour.chat)
    await parlour.groups.know(group.tenant, group.id, PersonId(parlour.boris))
    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.asked(parlour.boris, "/digest 4h", orders=2)
        await pressed(parlour, parlour.anna, parlour.anna)
        await parlour.work()

    assert [] == [sent for sent in parlour.signals.sent if isinstance(sent, StopRun)]
    assert "Как угодно" in parlour.shown(parlour.anna)
    assert "### Команда · дайджест" in parlour.shown(parlour.boris)


async def both_ask(parlour: Parlour) -> Order:
    """In the group, Boris first; both wait for the same order."""
    order = await parlour.asked(parlour.boris, "/digest 4h", chat=parlour.chat)
    parlour.says(parlour.anna, "/digest 4h", chat=parlour.chat)
    await parlour.telegram.journal.reached(2)
    return order


async def test_who_asked_first_withdraws_alone_and_the_others_get_the_digest(
    parlour: Parlour,
) -> None:
    parlour.gate.clear()
    async with parlour.open(), asyncio.TaskGroup() as tasks:
        order = await both_ask(parlour)
        working = tasks.create_task(parlour.work())
        await until(lambda: parlour.is_running(order))
        said = await pressed(parlour, parlour.boris, parlour.chat)
        await until(lambda: "не ждёт" in parlour.shown(parlour.chat))
        between = parlour.shown(parlour.chat)
        parlour.gate.set()
        await working
        await parlour.work()

    now = await parlour.orders.get(order.tenant, order.id)
    assert "Вы её больше не ждёте. Остальные её получат." == said
    assert "Борис больше не ждёт." in between
    assert f"[{STOP}]" in between
    assert [] == [sent for sent in parlour.signals.sent if isinstance(sent, StopRun)]
    assert OrderState.DELIVERED is now.state
    assert "### Команда · дайджест" in parlour.shown(parlour.chat)


async def test_an_anonymous_administrator_who_asked_second_gets_the_digest_all_the_same(
    parlour: Parlour,
) -> None:
    parlour.telegram.people.promotes(parlour.anna, parlour.anna, parlour.chat, anonymous=True)
    async with parlour.open():
        order = await both_ask(parlour)
        said = await pressed(parlour, parlour.boris, parlour.chat)
        await parlour.work()

    now = await parlour.orders.get(order.tenant, order.id)
    assert "Вы её больше не ждёте. Остальные её получат." == said
    assert (OrderState.DELIVERED, None) == (now.state, now.ordered_by)
    assert "### Команда · дайджест" in parlour.shown(parlour.chat)


async def test_who_was_pointed_to_the_order_withdraws_alone_also_as_an_administrator(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        order = await both_ask(parlour)
        said = [await pressed(parlour, parlour.anna, parlour.chat) for _ in range(2)]

    now = await parlour.orders.get(order.tenant, order.id)
    assert ["Вы её больше не ждёте. Остальные её получат."] * 2 == said
    assert (OrderState.WAITING, parlour.boris) == (now.state, now.ordered_by)


async def test_with_the_last_who_waits_the_order_ends_and_its_run_stops(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        order = await both_ask(parlour)
        said = [
            await pressed(parlour, person, parlour.chat)
            for person in (parlour.boris, parlour.anna)
        ]
        await parlour.work()

    now = await parlour.orders.get(order.tenant, order.id)
    assert ["Вы её больше не ждёте. Остальные её получат.", "Остановлено."] == said
    assert OrderState.STOPPED is now.state
    assert [StopRun(order.tenant, order.window_id)] == parlour.signals.sent
    assert "Как угодно" in parlour.shown(parlour.chat)


async def test_progress_goes_on_to_say_who_withdrew(parlour: Parlour) -> None:
    async with parlour.open():
        order = await both_ask(parlour)
        await pressed(parlour, parlour.boris, parlour.chat)
        half = RunProgress(order.tenant, order.window_id, Stage.TOPIC, 0.5)
        parlour.board._latest[order.tenant, order.window_id] = half
        await parlour.board.paint()

    assert "50 %\n  Борис больше не ждёт." in parlour.shown(parlour.chat).replace("\xa0", " ")


async def test_in_a_group_a_member_may_not_stop_what_another_ordered(parlour: Parlour) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h", chat=parlour.chat)
        said = await pressed(parlour, parlour.boris, parlour.chat)

    assert "Остановить её может тот, кто заказал" in said
    assert OrderState.WAITING is (await parlour.orders.get(order.tenant, order.id)).state


async def test_an_administrator_of_the_group_may_stop_what_a_member_ordered(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.boris, "/digest 4h", chat=parlour.chat)
        said = await pressed(parlour, parlour.anna, parlour.chat)

    assert "Остановлено." == said
    assert OrderState.STOPPED is (await parlour.orders.get(order.tenant, order.id)).state


async def test_the_button_of_a_painted_progress_stops_the_same_order(parlour: Parlour) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        data = OrderButton(tenant=order.tenant, order=order.id).pack()
        parlour.telegram.people.presses_old(parlour.anna, parlour.anna, data, 2)
        await parlour.telegram.journal.called("answerCallbackQuery")

    assert OrderState.STOPPED is (await parlour.orders.get(order.tenant, order.id)).state


async def test_what_is_over_cannot_be_stopped(parlour: Parlour) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        data = OrderButton(tenant=order.tenant, order=order.id).pack()
        parlour.telegram.people.presses_old(parlour.anna, parlour.anna, data, 2)
        [answer] = await parlour.telegram.journal.called("answerCallbackQuery")

    assert "Останавливать уже нечего." == answer.params["text"]
    assert [] == [sent for sent in parlour.signals.sent if isinstance(sent, StopRun)]


@pytest.mark.parametrize("data", ["o1:1:77", "o1:77:1", "ds1:9:9"])
async def test_a_button_that_somebody_made_up_stops_nothing(parlour: Parlour, data: str) -> None:
    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        parlour.telegram.people.presses_old(parlour.stranger, parlour.anna, data, 2)
        [answer] = await parlour.telegram.journal.called("answerCallbackQuery")

    assert "Останавливать уже нечего." == answer.params["text"]
