"""What /thread quoted is taken back once it was edited or deleted in the group."""

from dataclasses import replace

import pytest

from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import MessageId
from tests.fixtures.bot_transport import until
from tests.fixtures.parlour import Parlour
from tests.fixtures.world import HOUR, messages
from tests.servers.telegram import ApiError, BotApiServer, Fault

LUNCH = (106, 108, 109)
ASKED = "кто-нибудь на обед в 13?"


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    return Parlour(bot_api)


async def told(parlour: Parlour, number: int = LUNCH[1]) -> str:
    """The answer to /thread, as the group sees it."""
    answered = parlour.hears_as(number, "+1")
    parlour.telegram.people.says(parlour.boris, parlour.chat, "/thread", reply_to=answered)
    await until(lambda: "Ветка разговора" in parlour.shown(parlour.chat))
    await until(lambda: len(parlour.conversation.receipts) > 0)
    return parlour.shown(parlour.chat)


async def delete(parlour: Parlour, group: ConnectedGroup, *numbers: int) -> None:
    gone = [MessageId(number) for number in numbers]
    await parlour.world.messages.delete(group.tenant, group.id, gone)
    await parlour.work()


async def test_a_deleted_message_leaves_the_thread_that_was_told(parlour: Parlour) -> None:
    group = await parlour.talk()

    async with parlour.open():
        before = await told(parlour)
        await delete(parlour, group, LUNCH[0])

    now = parlour.shown(parlour.chat)
    assert ASKED in before
    assert ASKED not in now
    assert "Ветка разговора: 2" in now
    assert "Вика, 18.02 08:13" in now


async def test_an_edited_message_is_told_as_it_is_now(parlour: Parlour) -> None:
    group = await parlour.talk()
    [line] = [each for each in HOUR.splitlines() if each.startswith("106 ")]
    [edited] = messages(line.replace("в 13?", "в 14?"))

    async with parlour.open():
        await told(parlour)
        new = [replace(edited, edit_version=1)]
        await parlour.world.messages.accept(group.tenant, group.id, new)
        await parlour.work()

    now = parlour.shown(parlour.chat)
    assert ASKED not in now
    assert "на обед в 14?" in now
    assert "Ветка разговора: 3" in now


async def test_of_a_thread_that_was_deleted_as_a_whole_a_remark_is_left(parlour: Parlour) -> None:
    group = await parlour.talk()

    async with parlour.open():
        await told(parlour)
        await delete(parlour, group, *LUNCH)

    now = parlour.shown(parlour.chat)
    assert "Сообщения, которые здесь стояли, удалены" in now
    assert "Ветка разговора" not in now


async def test_what_belongs_to_another_thread_leaves_the_answer_as_it_is(
    parlour: Parlour,
) -> None:
    group = await parlour.talk()

    async with parlour.open():
        before = await told(parlour)
        await delete(parlour, group, 112)

    assert before == parlour.shown(parlour.chat)
    assert [] == parlour.telegram.journal.of("editMessageText")


async def test_an_answer_that_can_be_edited_no_more_is_deleted_and_forgotten(
    parlour: Parlour,
) -> None:
    group = await parlour.talk()
    fixed = Fault.of(ApiError(400, "Bad Request: message can't be edited"))

    async with parlour.open():
        await told(parlour)
        [sent] = parlour.telegram.journal.deliveries
        parlour.telegram.faults.add(fixed, method="editMessageText")
        await delete(parlour, group, LUNCH[0])
        kept = await parlour.answers.get(group.tenant, group.id, parlour.chat, sent.message_id)

    assert "Ветка разговора" not in parlour.shown(parlour.chat)
    assert kept is None


async def test_what_grew_out_of_its_messages_loses_its_beginning(parlour: Parlour) -> None:
    group = await parlour.talk()
    short = list(messages("".join(f"{200 + n} 08:{40 + n} Даня: место {n}\n" for n in range(15))))
    grown = [replace(each, text=f"{each.text} {'далеко ' * 60}") for each in short]
    await parlour.hear(group.id, grown)

    async with parlour.open() as opened:
        sent = await opened.bot.send_message(parlour.chat, "Ветка разговора")
        await parlour.threads.note(group.tenant, group.id, short, [sent], "ru")

    now = parlour.shown(parlour.chat)
    assert "Ветка разговора, последние 1" in now
    assert "место 14" in now
    assert "место 0" not in now
