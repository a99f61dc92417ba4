"""By whose clock a digest is told: in a group by the group's, in private by the reader's own."""

from collections.abc import Iterator

import pytest

from pipeline.groups.models import PersonId
from pipeline.ingest.models import MessageId
from pipeline.orders.models import Order
from tests.fixtures.bot_transport import until
from tests.fixtures.parlour import Parlour
from tests.servers.telegram import BotApiServer

IN_TOKYO, IN_UTC = "17:00–21:00 · Asia/Tokyo", "08:00–12:00 · UTC"


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    """The group lives by Greenwich, and Anna in Tokyo."""
    made = Parlour(bot_api)
    await made.talk()
    await made.people.meet(PersonId(made.anna), language="ru", time_zone="UTC")
    await made.people.change(PersonId(made.anna), time_zone="Asia/Tokyo")
    return made


async def delivered(parlour: Parlour, chat: int) -> Order:
    order = await parlour.asked(
        parlour.anna, "/digest 4h", chat=chat, orders=len(parlour.placed()) + 1
    )
    await parlour.work()
    return await parlour.orders.get(order.tenant, order.id)


async def press(parlour: Parlour, button: str) -> None:
    """Anna, in private."""
    people = parlour.telegram.people
    query = people.presses(parlour.anna, parlour.anna, button)
    await until(lambda: people.answer_to(query) is not None)


def heads(parlour: Parlour, chat: int) -> Iterator[str]:
    """The places of each digest in the chat that tell when it was."""
    shown = parlour.shown(chat).replace("\xa0", " ")
    yield from (zone for zone in (IN_TOKYO, IN_UTC) for _ in range(shown.count(zone)))


async def test_each_place_has_its_own_clock(parlour: Parlour) -> None:
    async with parlour.open():
        await delivered(parlour, parlour.anna)
        await delivered(parlour, parlour.chat)

    assert [IN_TOKYO] == [*heads(parlour, parlour.anna)]
    assert [IN_UTC] == [*heads(parlour, parlour.chat)]


async def test_who_never_chose_reads_by_the_groups_clock_if_that_was_chosen(
    parlour: Parlour,
) -> None:
    [group] = await parlour.groups.of_chat(parlour.chat)
    await parlour.groups.configure(group.tenant, group.id, time_zone="Asia/Tokyo")
    await parlour.groups.know(group.tenant, group.id, PersonId(parlour.boris))

    async with parlour.open():
        await parlour.asked(parlour.boris, "/digest 4h")
        await parlour.work()

    assert [IN_TOKYO] == [*heads(parlour, parlour.boris)]


async def test_a_correction_keeps_to_the_clock_of_its_place(parlour: Parlour) -> None:
    async with parlour.open():
        order = await delivered(parlour, parlour.anna)
        await delivered(parlour, parlour.chat)
        await parlour.world.messages.delete(order.tenant, order.group_id, [MessageId(116)])
        await parlour.work()

    assert "Кто предупредит" not in parlour.shown(parlour.anna)
    assert [IN_TOKYO] == [*heads(parlour, parlour.anna)]
    assert [IN_UTC] == [*heads(parlour, parlour.chat)]


async def test_copies_details_and_sources_are_told_by_the_clock_of_who_asks(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        await delivered(parlour, parlour.anna)
        for button in ("Поделиться", "Подробнее", "Источники", "Остальное"):
            await press(parlour, button)
        shown = parlour.shown(parlour.anna)

    assert [IN_TOKYO] * 3 == [*heads(parlour, parlour.anna)]
    assert ", 17:4" in shown
    assert ", 08:4" not in shown
