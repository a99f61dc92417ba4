"""A person says /digest: what the chat shows, from the first answer to the digest."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from aiogram.methods import GetMe

from bot.callbacks import AskButton
from bot.telegram.session import UnreachableError
from pipeline.delivery.models import Destination, Via
from pipeline.digest.answers import Stage
from pipeline.digest.models import DeliveryStatus
from pipeline.digest.signals import RunProgress
from pipeline.events.orders import DigestOrdered
from pipeline.events.runs import DigestGenerateRequested
from pipeline.groups.models import PersonId, Reader, Scope
from pipeline.health.parts import Life
from pipeline.ingest.models import Chat, ChatKind, GroupId, MessageId, TenantId
from pipeline.orders.models import NewOrder, Order, OrderState
from pipeline.windows.models import Span, WindowSize
from tests.fakes.orders import MemoryOrders
from tests.fixtures.bot_transport import until
from tests.fixtures.parlour import Parlour
from tests.fixtures.world import START
from tests.servers.telegram import ApiError, BotApiServer, Fault

ACCEPTED = "сводка за 4 часа. Принимаюсь за дело."
HEADLINE = "### Команда · дайджест"


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    made = Parlour(bot_api)
    await made.talk()
    return made


async def test_the_answer_comes_first_and_becomes_the_digest(parlour: Parlour) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        first = parlour.shown(parlour.anna)

        await parlour.work()

        then = parlour.shown(parlour.anna)
    assert ACCEPTED in first
    assert "[Остановить]" in first
    assert HEADLINE in then
    assert "[Подробнее] [Источники]" in then
    assert ACCEPTED not in then
    assert "[Остановить]" not in then
    assert 1 == len(parlour.telegram.journal.delivered(parlour.anna))
    assert OrderState.DELIVERED is (await parlour.orders.get(order.tenant, order.id)).state


async def test_in_a_group_it_is_the_digest_of_this_group(parlour: Parlour) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.boris, "/digest@alfred_test_bot 4", chat=parlour.chat)
        await parlour.work()

    assert Destination(Via.CHAT, parlour.chat) == order.destination
    assert HEADLINE in parlour.shown(parlour.chat)


async def test_in_a_forum_the_digest_comes_to_the_topic_it_was_asked_in(
    bot_api: BotApiServer,
) -> None:
    parlour = Parlour(bot_api)
    parlour.chat = bot_api.people.supergroup("Форум", [parlour.anna], forum=True)
    topic = bot_api.people.topic(parlour.anna, parlour.chat, "Работа")
    await parlour.talk()

    async with parlour.open():
        bot_api.people.says(parlour.anna, parlour.chat, "/digest 4h", thread=topic)
        await until(parlour.placed)
        await parlour.work()

    [order] = parlour.placed()
    [sent] = bot_api.journal.of("sendMessage")
    assert Destination(Via.CHAT, parlour.chat, topic) == order.destination
    assert topic == int(sent.params["message_thread_id"])


async def test_without_hours_the_sizes_are_offered_and_the_question_becomes_the_answer(
    parlour: Parlour,
) -> None:
    people = parlour.telegram.people
    async with parlour.open():
        people.says(parlour.anna, parlour.anna, "/digest")
        await parlour.telegram.journal.reached(1)
        asked = parlour.shown(parlour.anna)
        people.presses(parlour.anna, parlour.anna, "4 ч")
        await until(parlour.placed)
        await parlour.work()

    assert "[4 ч] [6 ч] [12 ч] [24 ч]" in asked
    assert HEADLINE in parlour.shown(parlour.anna)
    assert 1 == len(parlour.telegram.journal.delivered(parlour.anna))


async def test_of_several_groups_one_is_chosen_by_name_or_by_button(parlour: Parlour) -> None:
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
        people.says(parlour.anna, parlour.anna, "/digest 12")
        await parlour.telegram.journal.reached(1)
        choice = parlour.shown(parlour.anna)
        people.presses(parlour.anna, parlour.anna, "Команда")
        await until(parlour.placed)

        await parlour.asked(parlour.anna, "/digest клу 6ч", orders=2)

    spans = [
        (await parlour.world.windows.get(each.tenant, each.window_id)).span.size
        for each in parlour.placed()
    ]
    assert "[Клуб]\n  [Команда]" in choice
    assert [WindowSize.TWELVE, WindowSize.SIX] == spans
    assert [1, 2] == [each.group_id for each in parlour.placed()]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/digest отдел 4h", "Такой группы среди ваших нет"),
        ("/digest 7h", "За 7 ч сводок не бывает. К вашим услугам 4, 6, 12, 24 ч"),
    ],
)
async def test_what_cannot_be_is_said_in_its_own_words(
    parlour: Parlour, asked: str, told: str
) -> None:
    async with parlour.open():
        parlour.says(parlour.anna, asked)
        await parlour.telegram.journal.reached(1)

    assert told in parlour.shown(parlour.anna)
    assert [] == parlour.placed()


async def test_who_has_no_group_is_offered_a_button_to_add_one(parlour: Parlour) -> None:
    async with parlour.open():
        parlour.says(parlour.stranger, "/digest 4h")
        await parlour.telegram.journal.reached(1)

    shown = parlour.shown(parlour.stranger)
    [sent] = parlour.telegram.journal.of("sendMessage")
    assert "Пока я не читаю ни одной вашей группы" in shown
    assert "https://t.me/alfred_test_bot?startgroup=add" in str(sent.params["reply_markup"])


async def test_who_left_the_group_gets_nothing(parlour: Parlour) -> None:
    parlour.telegram.people.leaves(parlour.anna, parlour.chat)

    async with parlour.open():
        parlour.says(parlour.anna, "/digest команда 4h")
        await parlour.telegram.journal.reached(1)

    assert "только её участникам" in parlour.shown(parlour.anna)
    assert [] == parlour.placed()


async def test_a_stranger_who_presses_a_button_of_others_is_refused(parlour: Parlour) -> None:
    [group] = await parlour.groups.of_chat(parlour.chat)
    made_up = AskButton(tenant=group.tenant, group=group.id, hours=4).pack()
    people = parlour.telegram.people
    async with parlour.open():
        people.says(parlour.stranger, parlour.stranger, "/digest 4h")
        await parlour.telegram.journal.reached(1)
        people.presses_old(parlour.stranger, parlour.stranger, made_up, 2)
        [answer] = await parlour.telegram.journal.called("answerCallbackQuery")

    assert "только участникам группы" in str(answer.params["text"])
    assert [] == parlour.placed()


async def test_a_group_that_nobody_reads_any_more_has_no_new_digests(parlour: Parlour) -> None:
    [group] = await parlour.groups.of_chat(parlour.chat)
    await parlour.groups.disconnect(group.tenant, group.id, Reader.BOT)

    async with parlour.open():
        parlour.says(parlour.anna, "/digest 4h")
        await parlour.telegram.journal.reached(1)

    assert "больше никто не читает" in parlour.shown(parlour.anna)


async def test_in_a_group_that_is_not_connected_an_administrator_may_have_it_read(
    bot_api: BotApiServer,
) -> None:
    parlour = Parlour(bot_api)
    async with parlour.open():
        parlour.says(parlour.anna, "/digest 4h", chat=parlour.chat)
        await bot_api.journal.reached(1)

    shown = parlour.shown(parlour.chat)
    assert "никто за меня не поручился" in shown
    assert "[Пусть читает]" in shown


async def test_where_digests_are_switched_off_nothing_is_ordered(parlour: Parlour) -> None:
    parlour.rollout.on = False

    async with parlour.open():
        parlour.says(parlour.anna, "/digest 4h")
        await parlour.telegram.journal.reached(1)

    assert "Сводки для вас сейчас отключены" in parlour.shown(parlour.anna)
    assert [] == parlour.world.of(DigestOrdered)


async def test_an_anonymous_administrator_asks_as_a_member_of_the_group(
    parlour: Parlour,
) -> None:
    parlour.telegram.people.promotes(parlour.anna, parlour.anna, parlour.chat, anonymous=True)

    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h", chat=parlour.chat)
        await parlour.work()

    assert order.ordered_by is None
    assert HEADLINE in parlour.shown(parlour.chat)


async def test_a_second_one_in_the_chat_is_pointed_to_the_progress_of_the_first(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h", chat=parlour.chat)
        parlour.says(parlour.boris, "/digest 4ч", chat=parlour.chat)
        await parlour.telegram.journal.reached(2)
        await parlour.work()

    pointer = parlour.telegram.journal.of("sendMessage")[1]
    assert [order.id] == [each.id for each in parlour.placed()]
    assert "уже ждут" in str(pointer.params["text"])
    assert f"{order.message_id}" in str(pointer.params["reply_parameters"])
    assert 1 == parlour.shown(parlour.chat).count(HEADLINE)


async def test_two_people_in_private_get_one_run_and_a_digest_each(parlour: Parlour) -> None:
    [group] = await parlour.groups.of_chat(parlour.chat)
    await parlour.groups.know(group.tenant, group.id, PersonId(parlour.boris))

    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.asked(parlour.boris, "/digest 4h", orders=2)
        await parlour.work()

    assert 1 == len(parlour.world.of(DigestGenerateRequested))
    assert HEADLINE in parlour.shown(parlour.anna)
    assert HEADLINE in parlour.shown(parlour.boris)


async def test_the_digest_that_the_chat_has_is_pointed_to(parlour: Parlour) -> None:
    people = parlour.telegram.people
    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        await parlour.asked(parlour.anna, "/digest 4h", orders=2)
        await parlour.work()
        again = parlour.shown(parlour.anna)
        people.presses(parlour.anna, parlour.anna, "Показать")
        await parlour.telegram.journal.reached(3)

    pointer = parlour.telegram.journal.of("sendMessage")[-1]
    assert 1 == again.count(HEADLINE)
    assert "Эта сводка уже есть здесь" in again
    assert f'"message_id":{parlour.placed()[0].message_id}' in str(
        pointer.params["reply_parameters"]
    ).replace(" ", "").replace("'", '"')


async def test_the_switch_of_a_person_makes_it_html(parlour: Parlour) -> None:
    async with parlour.open():
        await parlour.people.meet(PersonId(parlour.anna), language="ru", time_zone="UTC")
        await parlour.people.change(PersonId(parlour.anna), rich=False)
        await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()

    shown = parlour.shown(parlour.anna)
    assert "Alfred (edited): Команда · дайджест" in shown
    assert "[Подробнее]" in shown


@pytest.mark.parametrize(
    "refused",
    [
        Fault.of(ApiError(404, "Not Found")),
        Fault.of(ApiError(400, "Bad Request: message text is empty")),
    ],
    ids=["unknown", "ignored"],
)
async def test_a_server_that_knows_no_rich_messages_gets_html(
    parlour: Parlour, refused: Fault
) -> None:
    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        parlour.telegram.faults.add(refused, method="editMessageText")
        await parlour.work()

    shown = parlour.shown(parlour.anna)
    assert "Alfred (edited): Команда · дайджест" in shown
    assert 1 == len(parlour.telegram.journal.delivered(parlour.anna))


class OrdersThatBreakOff(MemoryOrders):
    """Telegram is out of reach for a moment, once the order is written."""

    broke: bool = False

    async def place(
        self, tenant: TenantId, group: GroupId, span: Span, orders: Sequence[NewOrder]
    ) -> Sequence[Order]:
        placed = await super().place(tenant, group, span, orders)
        if not self.broke:
            self.broke = True
            raise UnreachableError(GetMe(), "out of reach")
        return placed


async def test_an_order_that_was_written_before_something_broke_is_not_placed_again(
    parlour: Parlour,
) -> None:
    world = parlour.world
    parlour.orders = OrdersThatBreakOff(world.windows, world.events, lambda: parlour.now)
    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        parlour.now += timedelta(minutes=20)
        await until(lambda: parlour.conversation.receipts)

    assert 1 == len(parlour.placed())
    assert 1 == len(parlour.telegram.journal.delivered(parlour.anna))


async def test_a_channel_that_speaks_in_the_group_asks_as_a_member(parlour: Parlour) -> None:
    people = parlour.telegram.people
    channel = people.channel("Новости", [parlour.anna])
    async with parlour.open():
        people.says_as_channel(channel, parlour.chat, "/digest 4h")
        await until(parlour.placed)
        await parlour.work()

    assert HEADLINE in parlour.shown(parlour.chat)


async def test_to_who_reads_english_everything_is_said_in_english(parlour: Parlour) -> None:
    people = parlour.telegram.people
    john = people.person("John", language_code="en")
    [group] = await parlour.groups.of_chat(parlour.chat)
    await parlour.members.grant(group.tenant, PersonId(john), frozenset(Scope))
    await parlour.groups.know(group.tenant, group.id, PersonId(john))
    async with parlour.open():
        await parlour.asked(john, "/digest 4h")
        first = parlour.shown(john)
        await parlour.work()

    assert "a digest of the last 4 hours. I shall see to it at once." in first
    assert "[Details] [Sources]" in parlour.shown(john)


async def test_too_little_talk_is_told_in_the_place_of_the_progress(
    bot_api: BotApiServer,
) -> None:
    parlour = Parlour(bot_api)
    await parlour.talk("101 08:02 Аня: Доброе утро\n")

    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()

    assert "быстрее прочитать, чем пересказать" in parlour.shown(parlour.anna)
    assert "[Остановить]" not in parlour.shown(parlour.anna)


async def test_a_digest_that_is_not_good_enough_is_held_back_and_that_is_said(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        [stored] = parlour.world.digests.made_since(parlour.world.tenant, START)
        await parlour.world.digests.set_delivery(
            parlour.world.tenant, stored.id, DeliveryStatus.BLOCKED_QUALITY
        )
        await parlour.asked(parlour.anna, "/digest 4h", orders=2)
        await parlour.work()

    assert "Сводка придержана" in parlour.shown(parlour.anna)


async def test_a_run_that_was_given_up_is_told_as_failed(parlour: Parlour) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.pursuit.failed(order.tenant, order.window_id, "digest.generate.requested")
        parlour.skip_to_settled()
        await parlour.work()

    assert OrderState.FAILED is (await parlour.orders.get(order.tenant, order.id)).state
    assert ACCEPTED not in parlour.shown(parlour.anna)


async def test_progress_is_painted_at_most_once_a_second(parlour: Parlour) -> None:
    journal, alive = parlour.telegram.journal, Life(lambda status: None)
    async with parlour.open(), asyncio.TaskGroup() as tasks:
        order = await parlour.asked(parlour.anna, "/digest 4h")
        tasks.create_task(parlour.board.run(alive))
        share = 0.0
        while len(journal.of("editMessageText")) < 2:
            share += 0.01
            await parlour.signals.send(
                RunProgress(order.tenant, order.window_id, Stage.SEGMENTER, min(1.0, share))
            )
            await asyncio.sleep(0.05)
        alive.stopping.set()

    first, second = [call.began for call in journal.of("editMessageText")]
    assert second - first > 0.95
    assert "Готовлю сводку: разбор реплик" in parlour.shown(parlour.anna)
    assert "[Остановить]" in parlour.shown(parlour.anna)


async def test_progress_that_comes_late_never_overwrites_the_digest(parlour: Parlour) -> None:
    alive = Life(lambda status: None)
    async with parlour.open(), asyncio.TaskGroup() as tasks:
        order = await parlour.asked(parlour.anna, "/digest 4h")
        tasks.create_task(parlour.board.run(alive))
        await asyncio.sleep(0)
        late = RunProgress(order.tenant, order.window_id, Stage.SEGMENTER, 0.3)
        await parlour.work()
        await parlour.signals.send(late)
        await until(lambda: parlour.board._latest)
        await parlour.board.paint()
        alive.stopping.set()

    assert HEADLINE in parlour.shown(parlour.anna)


async def test_what_was_deleted_goes_out_of_the_same_message(parlour: Parlour) -> None:
    async with parlour.open():
        order = await parlour.asked(parlour.anna, "/digest 4h")
        await parlour.work()
        before = parlour.shown(parlour.anna)
        await parlour.world.messages.delete(order.tenant, order.group_id, [MessageId(116)])
        await parlour.work()

    assert "а кто тогда предупредит поддержку?" in before
    assert "а кто тогда предупредит поддержку?" not in parlour.shown(parlour.anna)
    assert 1 == len(parlour.telegram.journal.delivered(parlour.anna))
