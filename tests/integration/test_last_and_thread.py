"""/last points to the last digest, or brings it; /thread tells the talk of a message."""

import pytest

from pipeline.digest.models import DigestId
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered
from pipeline.events.runs import DigestGenerateRequested
from pipeline.groups.models import PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind
from pipeline.orders.models import OrderState
from tests.fixtures.bot_transport import until
from tests.fixtures.parlour import Parlour
from tests.fixtures.world import messages
from tests.servers.telegram import BotApiServer

HEADLINE = "### Команда · дайджест"


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    made = Parlour(bot_api)
    await made.talk()
    return made


async def test_where_the_last_digest_is_it_is_pointed_to(parlour: Parlour) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        parlour.says(parlour.anna, "/last")
        await parlour.telegram.journal.reached(2)

    pointer = parlour.telegram.journal.of("sendMessage")[-1]
    assert "Последняя сводка — вот она." == pointer.params["text"]
    assert str(order.message_id) in str(pointer.params["reply_parameters"])


async def test_where_it_is_not_it_is_brought_as_it_was_made(parlour: Parlour) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        news = list(messages("117 08:50 Аня: а ещё вот что важно сказать всем\n"))
        await parlour.hear(order.group_id, news)
        await parlour.asked(parlour.boris, "/last", chat=parlour.chat, orders=2)
        await parlour.work()

    [first, second] = parlour.placed()
    ledger = await parlour.ledger.delivered(first.tenant, DigestId(first.digest_id or 0))
    assert HEADLINE in parlour.shown(parlour.chat)
    assert "[Подробнее]" in parlour.shown(parlour.chat)
    assert first.digest_id == second.digest_id
    assert 2 == len(ledger)
    assert 1 == len(parlour.world.of(DigestGenerateRequested))


@pytest.mark.parametrize("asking", ["/last", "/digest 4h"])
async def test_a_digest_whose_message_was_deleted_is_sent_again(
    parlour: Parlour, asking: str
) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        parlour.telegram.people.deletes(parlour.anna, order.message_id or 0)
        again = await parlour.asked(parlour.anna, asking, orders=2)
        await parlour.work()

    settled = await parlour.orders.get(again.tenant, again.id)
    assert 1 == parlour.shown(parlour.anna).count(HEADLINE)
    assert (OrderState.DELIVERED, None) == (settled.state, settled.reason)


async def test_where_a_later_digest_of_the_same_hours_is_awaited_it_is_not_given_up_for_the_last(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        await parlour.asked(parlour.boris, "/digest 4h", chat=parlour.chat)
        await parlour.work()
        await parlour.asked(parlour.anna, "/digest 4h", orders=2)
        parlour.says(parlour.anna, "/last")
        await parlour.telegram.journal.reached(3)
        await until(lambda: "Эту сводку здесь уже ждут" in parlour.shown(parlour.anna))

    [_, waiting] = parlour.placed()
    assert (OrderState.WAITING, None) == (waiting.state, waiting.digest_id)


async def test_an_order_for_the_last_digest_is_there_with_its_job_or_not_at_all(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        again = await parlour.asked(parlour.boris, "/last", chat=parlour.chat, orders=2)

    jobs = [event.order_id for event in parlour.world.of(DigestDeliveryDue)]
    ordered = [event.order_id for event in parlour.world.of(DigestOrdered)]
    assert ([order.id, again.id], [order.id]) == (jobs, ordered)


async def test_without_a_digest_it_is_said_how_to_order_one(parlour: Parlour) -> None:
    async with parlour.open():
        parlour.says(parlour.anna, "/last команда")
        await parlour.telegram.journal.reached(1)

    assert "«Команда» я ещё не отправлял" in parlour.shown(parlour.anna)


async def test_of_several_groups_the_last_digest_of_the_chosen_one_is_told(
    parlour: Parlour,
) -> None:
    people = parlour.telegram.people
    other = people.supergroup("Клуб", [parlour.anna])
    await parlour.groups.connect(
        parlour.world.tenant,
        Chat(other, ChatKind.SUPERGROUP, "Клуб"),
        reader=Reader.BOT,
        owner=PersonId(parlour.anna),
        time_zone="UTC",
        language="ru",
    )
    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest команда 4h")
        await parlour.work()
        parlour.says(parlour.anna, "/last")
        await parlour.telegram.journal.reached(2)
        people.presses(parlour.anna, parlour.anna, "Команда")
        await parlour.telegram.journal.reached(3)

    assert "Последняя сводка — вот она." in parlour.shown(parlour.anna)


async def test_a_thread_is_told_from_its_beginning_without_what_others_said(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        answered = parlour.hears_as(108, "+1")
        parlour.telegram.people.says(parlour.boris, parlour.chat, "/thread", reply_to=answered)
        await parlour.telegram.journal.reached(1)

    told = parlour.telegram.journal.delivered(parlour.chat)[-1]
    assert told.startswith("Ветка разговора: 3")
    assert told.index("кто-нибудь на обед в 13?") < told.index("Вика, 18.02 08:13")
    assert "релиз" not in told


@pytest.mark.parametrize("number", [999])
async def test_of_a_message_that_was_not_read_nothing_is_told(
    parlour: Parlour, number: int
) -> None:
    async with parlour.open():
        answered = parlour.hears_as(number, "?")
        parlour.telegram.people.says(parlour.boris, parlour.chat, "/thread", reply_to=answered)
        await parlour.telegram.journal.reached(1)

    assert "Этого сообщения я не читал" in parlour.shown(parlour.chat)


async def test_a_thread_without_a_message_is_explained(parlour: Parlour) -> None:
    async with parlour.open():
        parlour.says(parlour.boris, "/thread", chat=parlour.chat)
        await parlour.telegram.journal.reached(1)

    assert "Ответьте командой /thread" in parlour.shown(parlour.chat)


async def test_in_a_basic_group_that_an_account_reads_numbers_mean_other_messages(
    bot_api: BotApiServer,
) -> None:
    parlour = Parlour(bot_api)
    parlour.chat = bot_api.people.group("Старая", [parlour.anna])
    group = await parlour.talk(kind=ChatKind.GROUP, reader=Reader.ACCOUNT)
    async with parlour.open():
        answered = parlour.hears_as(102, "другое")
        bot_api.people.says(parlour.anna, parlour.chat, "/thread", reply_to=answered)
        await bot_api.journal.reached(1)

    assert frozenset({Reader.ACCOUNT}) == group.readers
    assert "Этого сообщения я не читал" in parlour.shown(parlour.chat)
