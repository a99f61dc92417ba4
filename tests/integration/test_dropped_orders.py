"""Whoever waits for what an operator gave up is told so, where they saw the progress."""

import pytest

from pipeline.orders.models import CALLED_OFF, DROPPED, OrderState
from tests.fixtures.parlour import Parlour
from tests.servers.telegram import BotApiServer


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (DROPPED, "её отложили насовсем"),
        (CALLED_OFF, "Эту сводку пришлось отложить"),
        ("ordered", "Собрать сводку не удалось"),
    ],
)
async def test_the_end_of_an_order_that_failed_without_its_run_is_told_in_clear_words(
    bot_api: BotApiServer, reason: str, told: str
) -> None:
    parlour = Parlour(bot_api)
    await parlour.talk()

    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.orders.settle(order.tenant, [order.id], OrderState.FAILED, reason)
        parlour.skip_to_settled()
        await parlour.work()

    shown = parlour.shown(parlour.anna)
    assert told in shown
    assert "Остановить" not in shown
