"""Deliveries are counted by their ends, and timed where they arrive."""

import pytest

from pipeline.delivery.errors import NotSentError
from pipeline.events.orders import DigestDeliveryDue
from pipeline.orders.placing import span_until
from pipeline.windows.models import WindowSize
from tests.fixtures.ordering import order_to
from tests.fixtures.parlour import Parlour
from tests.servers.telegram import ApiError, BotApiServer, Fault

COUNTED = "digest_deliveries_total"
REFUSED = Fault.of(ApiError(400, "Bad Request: RICH_MESSAGE_BLOCKS_UNSUPPORTED"))
TIMED = "digest_delivery_latency_seconds_count"


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    made = Parlour(bot_api)
    await made.talk()
    made.says(made.anna, "привет")
    return made


async def push(parlour: Parlour) -> None:
    """Somebody's schedule wants it in Anna's chat."""
    [group] = await parlour.groups.of_chat(parlour.chat)
    span = span_until(parlour.now, WindowSize.FOUR)
    await parlour.orders.place(group.tenant, group.id, span, [order_to(parlour.anna)])


async def fails_once(parlour: Parlour) -> None:
    for method in ("sendRichMessage", "sendMessage"):
        parlour.telegram.faults.add(REFUSED, method=method)
    await push(parlour)
    with pytest.raises(NotSentError):
        await parlour.work()


async def again(parlour: Parlour) -> None:
    """The bus tries the last delivery once more."""
    await parlour.delivery(parlour.world.of(DigestDeliveryDue)[-1])


def counted(parlour: Parlour) -> dict[str, float]:
    """What is not 0, of chats."""
    outcomes = ("sent", "refused", "unreachable", "uncertain", "failed")
    values = {
        outcome: parlour.world.registry.get_sample_value(
            COUNTED, {"channel": "chat", "outcome": outcome}
        )
        for outcome in outcomes
    }
    return {outcome: value for outcome, value in values.items() if value}


def timed(parlour: Parlour) -> float | None:
    return parlour.world.registry.get_sample_value(TIMED, {"channel": "chat"})


async def test_what_arrives_is_counted_once_and_timed(parlour: Parlour) -> None:
    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()

    assert {"sent": 1.0} == counted(parlour)
    assert 1.0 == timed(parlour)


async def test_an_attempt_that_fails_is_counted_beside_the_one_that_arrives(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        await fails_once(parlour)
        failed = counted(parlour)
        await again(parlour)

    assert {"failed": 1.0} == failed
    assert {"failed": 1.0, "sent": 1.0} == counted(parlour)
    assert 1.0 == timed(parlour)


async def test_what_may_not_be_shown_any_more_is_refused(parlour: Parlour) -> None:
    async with parlour.open():
        await fails_once(parlour)
        parlour.rollout.on = False
        await again(parlour)

    assert {"failed": 1.0, "refused": 1.0} == counted(parlour)
    assert 0.0 == timed(parlour)


async def test_a_chat_that_lets_the_bot_in_no_more_is_unreachable(parlour: Parlour) -> None:
    async with parlour.open():
        await push(parlour)
        parlour.telegram.people.blocks(parlour.anna)
        await parlour.work()

    assert {"unreachable": 1.0} == counted(parlour)


async def test_a_connection_that_breaks_over_it_leaves_it_uncertain(parlour: Parlour) -> None:
    async with parlour.open():
        await push(parlour)
        parlour.telegram.faults.add(Fault.cut(), method="sendRichMessage")
        await parlour.work()

    assert {"uncertain": 1.0} == counted(parlour)
