"""The buttons under a digest, pressed by those who may read it and by those who may not."""

import pytest

from bot.callbacks import DigestButton, LineButton, OnDigest
from pipeline.digest.models import DigestId
from pipeline.feedback.models import Feedback, Opinion
from pipeline.groups.models import PersonId
from pipeline.ingest.models import MessageId
from pipeline.orders.models import Order, OrderState
from pipeline.orders.placing import span_until
from pipeline.windows.models import WindowSize
from tests.fixtures.bot_transport import until
from tests.fixtures.ordering import order_to
from tests.fixtures.parlour import Parlour
from tests.fixtures.world import HOUR
from tests.servers.telegram import BotApiServer, Fault

HOSTILE = "117 08:50 Аня → 116: <b>я</b> & <a href='x'>ты</a> предупредишь поддержку до 15:00?\n"


@pytest.fixture
async def parlour(bot_api: BotApiServer) -> Parlour:
    made = Parlour(bot_api)
    await made.talk(HOUR + HOSTILE)
    return made


async def delivered(parlour: Parlour, chat: int = 0) -> Order:
    """Anna has the digest, in private if no chat is named."""
    order = await parlour.asked(parlour.anna, "/digest 4h", chat=chat)
    await parlour.work()
    return await parlour.orders.get(order.tenant, order.id)


async def press(parlour: Parlour, person: int, chat: int, button: str) -> str:
    """What the bot answers; empty for a mere acknowledgement."""
    people = parlour.telegram.people
    query = people.presses(person, chat, button)
    await until(lambda: people.answer_to(query) is not None)
    return str((people.answer_to(query) or {}).get("text", ""))


def button(order: Order, action: OnDigest, item: int = -1) -> str:
    assert order.digest_id is not None
    return DigestButton(
        action=action, tenant=order.tenant, digest=order.digest_id, item=item
    ).pack()


async def test_details_tell_topics_people_and_counts(parlour: Parlour) -> None:
    async with parlour.open():
        await delivered(parlour)
        await press(parlour, parlour.anna, parlour.anna, "Подробнее")

    details = (
        parlour.shown(parlour.anna).partition("Команда · подробности")[2].replace("\xa0", " ")
    )
    assert "Релиз 2.4" in details
    assert "Ведут: Костя" in details
    assert "Вика — отвечает по делу, 3 сообщения" in details
    assert "реплик: 17" in details


async def test_in_a_group_details_go_to_who_pressed(parlour: Parlour) -> None:
    parlour.says(parlour.boris, "привет")
    async with parlour.open():
        await delivered(parlour, parlour.chat)
        said = await press(parlour, parlour.boris, parlour.chat, "Подробнее")

    assert "Ответ — в личной беседе со мной." == said
    assert "Команда · подробности" in parlour.shown(parlour.boris)
    assert "подробности" not in parlour.shown(parlour.chat)


async def test_who_never_spoke_to_the_bot_is_answered_in_the_group(parlour: Parlour) -> None:
    async with parlour.open():
        order = await delivered(parlour, parlour.chat)
        await press(parlour, parlour.boris, parlour.chat, "Подробнее")

    sent = parlour.telegram.journal.of("sendMessage")[-1]
    assert "Команда · подробности" in parlour.shown(parlour.chat)
    assert str(order.message_id) in str(sent.params["reply_parameters"])


async def test_sources_quote_what_a_topic_rests_on(parlour: Parlour) -> None:
    async with parlour.open():
        await delivered(parlour)
        await press(parlour, parlour.anna, parlour.anna, "Источники")
        await press(parlour, parlour.anna, parlour.anna, "✅ 502 на проде")

    sources = parlour.shown(parlour.anna).partition("Источники какой темы показать?")[2]
    assert "Борис, 08:04 <https://t.me/c/2000000001/102>" in sources
    assert "у меня блокер: платёжный шлюз отдаёт 502 на проде с ночи" in sources


async def test_sources_show_hostile_text_as_it_was_typed_and_no_phones(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        order = await delivered(parlour)
        rest = button(order, OnDigest.SOURCES, 10_000)
        await press(parlour, parlour.anna, parlour.anna, "Источники")
        await press(parlour, parlour.anna, parlour.anna, rest)

    sources = parlour.shown(parlour.anna).partition("Источники какой темы показать?")[2]
    assert "<b>я</b> & <a href='x'>ты</a>" in sources
    assert "мой номер [телефон]" in sources


async def test_a_deleted_source_is_quoted_no_more(parlour: Parlour) -> None:
    async with parlour.open():
        order = await delivered(parlour)
        await parlour.world.messages.delete(order.tenant, order.group_id, [MessageId(102)])
        await press(parlour, parlour.anna, parlour.anna, "Источники")
        await press(parlour, parlour.anna, parlour.anna, "✅ 502 на проде")

    sources = parlour.shown(parlour.anna).partition("Источники какой темы показать?")[2]
    assert "Борис, 08:04" not in sources
    assert "Борис, 08:09" in sources


async def test_an_opinion_is_kept_and_a_later_one_replaces_it(parlour: Parlour) -> None:
    async with parlour.open():
        order = await delivered(parlour)
        good = await press(parlour, parlour.anna, parlour.anna, "👍")
        bad = await press(parlour, parlour.anna, parlour.anna, "👎")

    digest = DigestId(order.digest_id or 0)
    assert ("Рад стараться.", "Благодарю за прямоту, учту.") == (good, bad)
    assert [Feedback(digest, PersonId(parlour.anna), Opinion.BAD)] == list(
        await parlour.feedback.of_digest(order.tenant, digest)
    )


async def test_a_wrong_line_is_chosen_by_its_number(parlour: Parlour) -> None:
    async with parlour.open():
        order = await delivered(parlour)
        await press(parlour, parlour.anna, parlour.anna, "Строка неверна")
        said = await press(parlour, parlour.anna, parlour.anna, "2")

    stored = await parlour.world.digests.get(order.tenant, DigestId(order.digest_id or 0))
    seen = stored.digest.decision.content_hash
    assert "станет проверкой" in said
    assert [Feedback(stored.id, PersonId(parlour.anna), Opinion.WRONG, 1, seen)] == list(
        await parlour.feedback.of_digest(order.tenant, stored.id)
    )


async def test_a_line_of_a_digest_that_changed_since_is_not_taken_for_another(
    parlour: Parlour,
) -> None:
    async with parlour.open():
        order = await delivered(parlour)
        await press(parlour, parlour.anna, parlour.anna, "Строка неверна")
        [lines] = await parlour.copies.of_digest(order.tenant, DigestId(order.digest_id or 0))
        before = await parlour.world.digests.get(order.tenant, lines.digest_id)
        mark = before.digest.decision.content_hash[:8]
        second = LineButton(tenant=order.tenant, digest=lines.digest_id, line=1, mark=mark).pack()
        await parlour.world.messages.delete(order.tenant, order.group_id, [MessageId(102)])
        await parlour.work()
        parlour.telegram.people.presses_old(parlour.anna, parlour.anna, second, lines.message_id)
        [*_, said] = await parlour.telegram.journal.called("answerCallbackQuery", 2)

    digest = DigestId(order.digest_id or 0)
    assert "С тех пор сводка изменилась" in str(said.params["text"])
    assert "Какая строка неверна?" not in parlour.shown(parlour.anna)
    assert [] == list(await parlour.feedback.of_digest(order.tenant, digest))


async def test_a_copy_to_forward_has_no_buttons(parlour: Parlour) -> None:
    async with parlour.open():
        await delivered(parlour)
        said = await press(parlour, parlour.anna, parlour.anna, "Поделиться")

    copy = parlour.telegram.journal.of("sendMessage")[-1]
    assert "Копия" in said
    assert "<b>Команда · дайджест</b>" in str(copy.params["text"])
    assert "reply_markup" not in copy.params


async def test_a_copy_goes_to_nobody_but_who_asked_for_it(parlour: Parlour) -> None:
    async with parlour.open():
        await delivered(parlour, parlour.chat)
        before = parlour.shown(parlour.chat)
        said = await press(parlour, parlour.boris, parlour.chat, "Поделиться")

    assert "Написать вам лично я не могу" in said
    assert before == parlour.shown(parlour.chat)


@pytest.mark.parametrize("action", list(OnDigest))
async def test_who_left_the_group_is_refused_by_every_button(
    parlour: Parlour, action: OnDigest
) -> None:
    async with parlour.open() as opened:
        order = await delivered(parlour)
        parlour.telegram.people.leaves(parlour.anna, parlour.chat)
        opened.membership.changed(parlour.chat, parlour.anna)
        before = parlour.shown(parlour.anna)
        data = button(order, action)
        parlour.telegram.people.presses_old(parlour.anna, parlour.anna, data, 2)
        [answer] = await parlour.telegram.journal.called("answerCallbackQuery")

    assert "только участникам группы" in str(answer.params["text"])
    assert before == parlour.shown(parlour.anna)


async def test_a_made_up_digest_is_as_unknown_as_a_foreign_one(parlour: Parlour) -> None:
    made_up = LineButton(tenant=1, digest=99, line=0, mark="x").pack()
    async with parlour.open():
        await delivered(parlour)
        parlour.telegram.people.presses_old(parlour.anna, parlour.anna, made_up, 2)
        [answer] = await parlour.telegram.journal.called("answerCallbackQuery")

    assert "только участникам группы" in str(answer.params["text"])


async def test_a_digest_that_may_not_have_arrived_is_shown_on_demand(parlour: Parlour) -> None:
    [group] = await parlour.groups.of_chat(parlour.chat)
    parlour.says(parlour.anna, "привет")
    parlour.telegram.faults.add(Fault.dropped().after(), method="sendRichMessage")
    span = span_until(parlour.now, WindowSize.FOUR)
    async with parlour.open():
        pushed = order_to(parlour.anna)
        [order] = await parlour.orders.place(group.tenant, group.id, span, [pushed])
        await parlour.work()
        uncertain = parlour.shown(parlour.anna)
        await press(parlour, parlour.anna, parlour.anna, "Показать")

    now = await parlour.orders.get(order.tenant, order.id)
    [chunk] = await parlour.ledger.delivered(order.tenant, DigestId(now.digest_id or 0))
    assert (OrderState.UNDELIVERABLE, "uncertain") == (now.state, now.reason)
    assert "я не уверен, что вы её видели" in uncertain
    assert "я не уверен" not in parlour.shown(parlour.anna)
    assert chunk.reference == str(parlour.telegram.journal.deliveries[-1].message_id)


async def test_the_schedule_of_the_group_opens_below(parlour: Parlour) -> None:
    async with parlour.open():
        await delivered(parlour)
        await press(parlour, parlour.anna, parlour.anna, "Расписание")

    assert 2 == len(parlour.telegram.journal.delivered(parlour.anna))
    assert "Команда" in parlour.telegram.journal.delivered(parlour.anna)[-1]
