"""What stands of a digest beside its delivery once a message that it cites was changed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.delivery.copies import CopyKind, DigestCopy
from pipeline.digest.models import DigestId
from pipeline.ingest.models import MessageId
from pipeline.orders.models import Order
from tests.fixtures.bot_transport import until
from tests.fixtures.parlour import Parlour
from tests.fixtures.world import HOUR, messages
from tests.servers.telegram import ApiError, BotApiServer, Fault

CHANGED = "С тех пор сводка изменилась. Прошу нажать кнопку под ней ещё раз."
DELETED = MessageId(112)
WORD = "постмортем"
"""Only the deleted message has it."""


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    made = Parlour(bot_api)
    await made.talk()
    return made


async def delivered(parlour: Parlour) -> Order:
    order = await parlour.asked(parlour.anna, "/digest 4h")
    await parlour.work()
    return await parlour.orders.get(order.tenant, order.id)


async def press(parlour: Parlour, *buttons: str) -> None:
    for button in buttons:
        query = parlour.telegram.people.presses(parlour.anna, parlour.anna, button)
        await answered(parlour, query)


async def answered(parlour: Parlour, query: str) -> None:
    await until(lambda: parlour.telegram.people.answer_to(query) is not None)


async def delete(parlour: Parlour, order: Order) -> None:
    await parlour.world.messages.delete(order.tenant, order.group_id, [DELETED])
    await parlour.work()


async def copies(parlour: Parlour, order: Order) -> Sequence[DigestCopy]:
    return await parlour.copies.of_digest(order.tenant, DigestId(order.digest_id or 0))


async def test_a_copy_to_forward_is_corrected_in_place_as_often_as_need_be(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        order = await delivered(parlour)
        await press(parlour, "Поделиться")
        before = parlour.shown(parlour.anna)
        await delete(parlour, order)
        once = parlour.shown(parlour.anna)
        await parlour.world.messages.delete(order.tenant, order.group_id, [MessageId(102)])
        await parlour.work()

    [copy] = await copies(parlour, order)
    twice = parlour.shown(parlour.anna)
    assert (2, 0, 0) == (before.count(WORD), once.count(WORD), twice.count(WORD))
    assert "платёжный шлюз" in once.rpartition("Команда · дайджест")[2]
    assert "платёжный шлюз" not in twice
    assert 2 == twice.count("Команда · дайджест")
    assert CopyKind.SHARE is copy.kind


@pytest.mark.parametrize(
    "buttons",
    [("Подробнее",), ("Источники",), ("Источники", "Остальное"), ("Строка неверна",)],
    ids=["details", "topics", "sources", "lines"],
)
async def test_what_was_shown_aside_gives_way_to_the_remark_that_it_is_stale(
    parlour: Parlour, buttons: tuple[str, ...]
) -> None:
    async with parlour.open():
        order = await delivered(parlour)
        await press(parlour, *buttons)
        before = parlour.shown(parlour.anna)
        await delete(parlour, order)

    shown = parlour.shown(parlour.anna)
    assert len(buttons) == shown.count(CHANGED)
    assert WORD in before
    assert WORD not in shown
    assert 1 == shown.count("[Подробнее]")
    assert [] == list(await copies(parlour, order))


async def test_where_the_last_digest_was_brought_it_is_corrected(parlour: Parlour) -> None:
    async with parlour.open():
        order = await delivered(parlour)
        await parlour.asked(parlour.boris, "/last", chat=parlour.chat, orders=2)
        await parlour.work()
        before = parlour.shown(parlour.chat)
        await delete(parlour, order)

    assert WORD in before
    assert WORD not in parlour.shown(parlour.chat)
    assert "### Команда · дайджест" in parlour.shown(parlour.chat)


async def test_of_an_edit_that_changes_no_line_the_quotation_is_taken_back_alone(
    parlour: Parlour,
) -> None:
    [line] = [each for each in HOUR.splitlines() if each.startswith("102 ")]
    [edited] = messages(line.replace("блокер: платёжный", "блокер — платёжный"))
    async with parlour.open():
        order = await delivered(parlour)
        await press(parlour, "Поделиться", "Источники", "✅ 502 на проде")
        before = parlour.shown(parlour.anna)
        digest = before.partition("Источники")[0]
        new = [replace(edited, edit_version=1)]
        await parlour.world.messages.accept(order.tenant, order.group_id, new)
        await parlour.work()

    shown = parlour.shown(parlour.anna)
    assert "Борис, 08:04" in before
    assert "Борис, 08:04" not in shown
    assert 2 == shown.count(CHANGED)
    assert shown.startswith(digest)
    assert [CopyKind.SHARE] == [copy.kind for copy in await copies(parlour, order)]


async def test_a_copy_that_cannot_be_edited_any_more_is_deleted(parlour: Parlour) -> None:
    fixed = Fault.of(ApiError(400, "Bad Request: message can't be edited"))
    async with parlour.open():
        order = await delivered(parlour)
        await press(parlour, "Подробнее")
        parlour.telegram.faults.add(fixed, method="editMessageText")
        await delete(parlour, order)

    shown = parlour.shown(parlour.anna)
    assert WORD not in shown
    assert "подробности" not in shown
    assert CHANGED not in shown
    assert [] == list(await copies(parlour, order))


async def test_a_copy_that_its_reader_deleted_holds_up_no_other(parlour: Parlour) -> None:
    async with parlour.open():
        order = await delivered(parlour)
        await press(parlour, "Поделиться", "Подробнее")
        share, details = await copies(parlour, order)
        parlour.telegram.people.deletes(parlour.anna, share.message_id)
        await delete(parlour, order)

    assert CopyKind.DETAILS is details.kind
    assert WORD not in parlour.shown(parlour.anna)
    assert CHANGED in parlour.shown(parlour.anna)
    assert [] == list(await copies(parlour, order))


async def test_what_could_not_be_corrected_is_still_known(parlour: Parlour) -> None:
    async with parlour.open():
        order = await delivered(parlour)
        await press(parlour, "Подробнее")
        parlour.telegram.faults.add(Fault.blocked(), method="editMessageText", times=None)
        await delete(parlour, order)

    [details] = await copies(parlour, order)
    assert CopyKind.DETAILS is details.kind


async def test_a_message_that_was_deleted_while_it_was_quoted_does_not_stay_quoted(
    parlour: Parlour,
) -> None:
    async with parlour.open() as opened:
        order = await delivered(parlour)
        shelf = opened.dispatcher["shelf"]
        before = await shelf.readers.open(order.tenant, order.digest_id, parlour.anna)
        await delete(parlour, order)
        sent = await opened.bot.send_message(parlour.anna, f"подробности: {WORD}")
        await shelf.copies.note(before, CopyKind.DETAILS, "ru", [sent])

    assert WORD not in parlour.shown(parlour.anna)
    assert CHANGED in parlour.shown(parlour.anna)
