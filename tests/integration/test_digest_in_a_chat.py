"""What a chat has of a digest of several messages, when sending breaks off or people delete."""

from dataclasses import dataclass, replace

import orjson
import pytest

from bot.callbacks import DigestButton, OnDigest
from bot.channels.chat import ChatChannel
from bot.orders.delivering import OrderDelivery
from bot.views.report import Report
from pipeline.delivery.errors import NotSentError
from pipeline.digest.models import DigestId
from pipeline.events.orders import DigestDeliveryDue
from pipeline.groups.models import PersonId
from pipeline.ingest.models import MessageId
from pipeline.orders.models import Order, OrderState
from pipeline.orders.placing import span_until
from pipeline.windows.models import WindowSize
from tests.fixtures.bot_transport import until
from tests.fixtures.ordering import order_to
from tests.fixtures.parlour import Parlour
from tests.servers.telegram import ApiError, BotApiServer, Fault

RICH = "### Команда · дайджест"
PLAIN = "Команда · дайджест"
END = "проверено"
"""It stands in the footer."""
REFUSED = Fault.of(ApiError(400, "Bad Request: RICH_MESSAGE_BLOCKS_UNSUPPORTED"))


@dataclass(frozen=True, slots=True)
class InPieces(OrderDelivery):
    """Every digest takes several messages: two if they are rich, and three in HTML."""

    async def channel(self, order: Order, report: Report, *, rich: bool) -> ChatChannel:
        whole = await OrderDelivery.channel(self, order, report, rich=rich)
        [text] = whole.texts
        if rich:
            blocks = orjson.loads(text)
            pieces = [orjson.dumps(part).decode() for part in (blocks[:3], blocks[3:])]
        else:
            first, second, *rest = text.split("\n\n")
            pieces = [first, second, "\n\n".join(rest)]
        return replace(whole, texts=pieces)


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    made = Parlour(bot_api, delivers=InPieces)
    await made.talk()
    made.says(made.anna, "привет")
    return made


async def push(parlour: Parlour) -> Order:
    """Somebody's schedule wants it in Anna's chat, where no message shows its progress."""
    [group] = await parlour.groups.of_chat(parlour.chat)
    span = span_until(parlour.now, WindowSize.FOUR)
    [order] = await parlour.orders.place(group.tenant, group.id, span, [order_to(parlour.anna)])
    return order


async def again(parlour: Parlour) -> None:
    """The bus tries the last delivery once more."""
    await parlour.delivery(parlour.world.of(DigestDeliveryDue)[-1])
    await parlour.work()


async def reads_html(parlour: Parlour) -> None:
    anna = PersonId(parlour.anna)
    await parlour.people.meet(anna, language="ru", time_zone="UTC")
    await parlour.people.change(anna, rich=False)


async def pressed(parlour: Parlour, button: str) -> None:
    query = parlour.telegram.people.presses(parlour.anna, parlour.anna, button)
    await until(lambda: parlour.telegram.people.answer_to(query) is not None)


async def state(parlour: Parlour, order: Order) -> tuple[OrderState, str | None]:
    now = await parlour.orders.get(order.tenant, order.id)
    return now.state, now.reason


def later(parlour: Parlour, fault: Fault, method: str = "sendRichMessage") -> None:
    """Let the second call fail."""
    parlour.telegram.faults.add(Fault.slow(0.0), method=method)
    parlour.telegram.faults.add(fault, method=method)


async def test_where_rich_messages_are_refused_after_the_first_it_is_one_whole_digest_in_html(
    parlour: Parlour,
) -> None:
    parlour.telegram.faults.add(REFUSED, method="sendRichMessage")
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()

    shown = parlour.shown(parlour.anna)
    assert (OrderState.DELIVERED, None) == await state(parlour, order)
    assert (0, 1, 1) == (shown.count(RICH), shown.count(PLAIN), shown.count(END))
    assert 1 == shown.count("[Подробнее]")
    assert shown.index(PLAIN) < shown.index("Релиз 2.4") < shown.index(END)


async def test_a_push_is_turned_into_html_where_its_second_rich_message_is_refused(
    parlour: Parlour,
) -> None:
    later(parlour, REFUSED)
    async with parlour.open():
        order = await push(parlour)
        await parlour.work()

    shown = parlour.shown(parlour.anna)
    assert (OrderState.DELIVERED, None) == await state(parlour, order)
    assert (0, 1, 1) == (shown.count(RICH), shown.count(PLAIN), shown.count(END))


async def test_a_push_that_broke_off_goes_on_where_it_did(parlour: Parlour) -> None:
    later(parlour, REFUSED, "sendMessage")
    async with parlour.open():
        await reads_html(parlour)
        order = await push(parlour)
        with pytest.raises(NotSentError):
            await parlour.work()
        half = parlour.shown(parlour.anna)
        await again(parlour)

    shown = parlour.shown(parlour.anna)
    assert (1, 0) == (half.count(PLAIN), half.count(END))
    assert (1, 1) == (shown.count(PLAIN), shown.count(END))
    assert (OrderState.DELIVERED, None) == await state(parlour, order)


async def test_a_later_message_that_may_be_lost_leaves_the_first_as_it_is(
    parlour: Parlour,
) -> None:
    parlour.telegram.faults.add(Fault.dropped(), method="sendRichMessage")
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        broken = parlour.shown(parlour.anna)
        await pressed(parlour, "Показать")

    shown = parlour.shown(parlour.anna)
    assert (OrderState.UNDELIVERABLE, "uncertain") == await state(parlour, order)
    assert (1, 0) == (broken.count(RICH), broken.count(END))
    assert "Выше лишь начало сводки" in broken
    assert "Выше лишь начало сводки" not in shown
    assert (1, 1) == (shown.count(RICH), shown.count(END))


async def test_what_did_arrive_is_not_shown_twice_by_the_button(parlour: Parlour) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        digest = (await parlour.orders.get(order.tenant, order.id)).digest_id or 0
        data = DigestButton(action=OnDigest.SHOW, tenant=order.tenant, digest=digest).pack()
        before = parlour.shown(parlour.anna)
        parlour.telegram.people.presses_old(parlour.anna, parlour.anna, data, 1)
        await until(lambda: "Вот она." in parlour.shown(parlour.anna))

    assert parlour.shown(parlour.anna).startswith(before)
    assert 1 == parlour.shown(parlour.anna).count(RICH)


@pytest.mark.parametrize("gone", [0, 1])
async def test_of_what_is_there_in_part_nothing_is_left_beside_the_new_one(
    parlour: Parlour, gone: int
) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        number = DigestId((await parlour.orders.get(order.tenant, order.id)).digest_id or 0)
        chunks = await parlour.ledger.delivered(order.tenant, number)
        parlour.telegram.people.deletes(parlour.anna, int(chunks[gone].reference or 0))
        await parlour.asked(parlour.anna, "/digest 4h", orders=2)
        await parlour.work()

    shown = parlour.shown(parlour.anna)
    new = await parlour.ledger.delivered(order.tenant, number)
    assert (1, 1) == (shown.count(RICH), shown.count(END))
    assert shown.index("/digest 4h") < shown.rindex("/digest 4h") < shown.index(RICH)
    assert not {chunk.reference for chunk in chunks} & {chunk.reference for chunk in new}


async def test_who_stops_it_while_it_is_sent_finds_it_untouched(parlour: Parlour) -> None:
    async with parlour.open():
        await reads_html(parlour)
        order = await parlour.asked(parlour.anna, "/digest 4h")
        parlour.telegram.faults.add(REFUSED, method="sendMessage")
        with pytest.raises(NotSentError):
            await parlour.work()
        await parlour.orders.withdraw(order.tenant, order.id, PersonId(parlour.anna))
        await parlour.work()

    assert OrderState.STOPPED is (await state(parlour, order))[0]
    assert PLAIN in parlour.shown(parlour.anna)
    assert "Как угодно" not in parlour.shown(parlour.anna)


async def test_a_correction_reaches_a_digest_of_which_the_chat_takes_no_rich_message(
    parlour: Parlour,
) -> None:
    parlour.telegram.faults.add(REFUSED, method="sendRichMessage", times=None)
    async with parlour.open():
        order = await push(parlour)
        await parlour.work()
        before = parlour.shown(parlour.anna)
        parlour.telegram.faults.add(REFUSED, method="editMessageText")
        await parlour.world.messages.delete(order.tenant, order.group_id, [MessageId(112)])
        await parlour.work()

    shown = parlour.shown(parlour.anna)
    assert "постмортем" in before
    assert "постмортем" not in shown
    assert (1, 1) == (shown.count(PLAIN), shown.count(END))


async def test_who_wants_no_rich_messages_any_more_loses_nothing_by_a_correction(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        await reads_html(parlour)
        await parlour.world.messages.delete(order.tenant, order.group_id, [MessageId(112)])
        await parlour.work()

    shown = parlour.shown(parlour.anna)
    assert "постмортем" not in shown
    assert (0, 1, 1) == (shown.count(RICH), shown.count(PLAIN), shown.count(END))
