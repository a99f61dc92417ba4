"""A person meets Alfred: /start, /help, /privacy, /cancel, and what he does not understand."""

import pytest

from bot.telegram.commands import register_commands
from handlers.commands.menu import MENU
from pipeline.conversation.models import ReceiptKind
from pipeline.groups.models import PersonId
from tests.fixtures.commands import House
from tests.servers.telegram import BotApiServer


@pytest.fixture
def house(bot_api: BotApiServer) -> House:
    return House(bot_api)


@pytest.mark.parametrize(
    ("code", "greeting", "button"),
    [
        ("ru", "Добрый день. Я Альфред", "Добавить в группу"),
        ("ru-RU", "Добрый день. Я Альфред", "Добавить в группу"),
        ("de", "Good day. I am Alfred", "Add me to a group"),
        (None, "Good day. I am Alfred", "Add me to a group"),
    ],
)
async def test_start_greets_in_telegrams_language_and_offers_the_first_steps(
    house: House, code: str | None, greeting: str, button: str
) -> None:
    anna = house.telegram.people.person("Anna", language_code=code)

    async with house.process() as visit:
        await visit.says(anna, "/start")

    assert greeting in visit.shown(anna)
    assert f"[{button}]" in visit.shown(anna)
    sent = house.telegram.world.chat(anna).messages[max(house.telegram.world.chat(anna).messages)]
    add = sent.json["reply_markup"]["inline_keyboard"][0][0]
    assert "https://t.me/alfred_test_bot?startgroup=1" == add["url"]


async def test_a_link_with_a_payload_that_says_nothing_is_a_plain_start(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/start ad_campaign-7")

    assert "Я Альфред" in visit.last(anna)


async def test_the_example_says_that_it_is_made_up(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/start")
        await visit.presses(anna, "Показать пример сводки")

    assert visit.last(anna).startswith("Пример сводки (группа вымышленная)")
    assert "Я Альфред" in visit.shown(anna)


async def test_start_in_a_group_that_nobody_connected_lets_an_administrator_begin(
    house: House,
) -> None:
    anna, boris = house.person("Анна"), house.person("Борис")
    chat = house.telegram.people.supergroup("Команда", [anna, boris])

    async with house.process() as visit:
        await visit.says(boris, "/start", chat)
        refused = await visit.presses(boris, "Пусть читает", chat)
        unread = await house.groups.of_chat(chat)
        await visit.presses(anna, "Пусть читает", chat)

    assert "Это решают администраторы" in refused
    assert [] == list(unread)
    assert anna == (await house.connected(chat, anna)).owner
    assert "отныне я читаю эту группу" in visit.shown(chat)


async def test_start_in_a_group_is_brief_and_in_the_groups_language(house: House) -> None:
    anna = house.person("Анна")
    john = house.telegram.people.person("John", language_code="en")
    chat = house.telegram.people.supergroup("Команда", [anna, john], bot=None)

    async with house.process() as visit:
        house.telegram.people.adds_bot(anna, chat)
        await visit.settled()
        await visit.says(john, "/start", chat)
        await visit.says(john, "/start@alfred_test_bot 1", chat)

    assert "Я Альфред: читаю этот разговор" in visit.last(chat)
    assert 2 == len(house.telegram.journal.delivered(chat))


async def test_help_lists_every_command_of_the_menu(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/help")

    told = visit.last(anna)
    for command in ("digest", "schedule", "groups", "connect", "privacy", "cancel"):
        assert f"/{command} — " in told


async def test_privacy_names_what_is_read_kept_and_seen(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/privacy")

    told = visit.last(anna)
    assert told.startswith("Что я читаю и что храню")
    for part in ("подключённых групп", "псевдонимами", "участники группы", "Стереть"):
        assert part in told


async def test_what_is_not_understood_is_answered_with_the_way_on(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/make_coffee")
        command = visit.last(anna)
        await visit.says(anna, "привет")
        words = visit.last(anna)
        forged = await visit.forges(anna, "d9:whatever")

    assert "Такого поручения я не знаю" in command
    assert "/help" in words
    assert "больше ни к чему не ведёт" in forged
    assert [ReceiptKind.REFUSAL] * 3 == visit.receipts()


async def test_in_a_group_another_bots_command_is_left_alone(house: House) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna])

    async with house.process() as visit:
        await visit.says(anna, "/make_coffee", chat)
        silence = house.telegram.journal.delivered(chat)
        await visit.says(anna, "/make_coffee@alfred_test_bot", chat)

    assert [] == silence
    assert "Такого поручения я не знаю" in visit.last(chat)


async def test_a_channel_that_speaks_in_a_group_is_not_listened_to(house: House) -> None:
    anna = house.person("Анна")
    chat = house.telegram.people.supergroup("Команда", [anna])
    channel = house.telegram.people.channel("Новости", [anna])

    async with house.process() as visit:
        house.telegram.people.says_as_channel(channel, chat, "/start")
        house.telegram.people.says_as_channel(channel, chat, "/privacy")
        await visit.settled()

    assert [] == house.telegram.journal.delivered(chat)


async def test_cancel_says_whether_there_was_anything_to_cancel(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/cancel")
        nothing = visit.last(anna)
        await visit.says(anna, "/settings")
        await visit.presses(anna, "Часовой пояс")
        await visit.says(anna, "/cancel")
        cancelled = visit.last(anna)
        await visit.says(anna, "Казань")

    assert "Прерывать нечего" in nothing
    assert "Как угодно" in cancelled
    known = await house.people.find(PersonId(anna))
    assert known is not None
    assert "Europe/Moscow" == known.time_zone
    assert "Пока я понимаю только" in visit.last(anna)


@pytest.mark.parametrize(
    ("code", "told"),
    [("ru", "Прошу дать мне 10 секунд"), ("en", "Pray give me 10 seconds")],
)
async def test_too_many_commands_are_refused_once_and_politely(
    house: House, code: str, told: str
) -> None:
    anna = house.telegram.people.person("Anna", language_code=code)

    async with house.process() as visit:
        for _ in range(8):
            house.telegram.people.says(anna, anna, "/cancel")
        await visit.settled()

    assert told in visit.last(anna)
    assert 6 == len(house.telegram.journal.delivered(anna))


async def test_menus_differ_by_chat_and_language(house: House) -> None:
    anna = house.person("Анна")
    john = house.telegram.people.person("John", language_code="en")
    chat = house.telegram.people.supergroup("Команда", [anna, john])

    async with house.process() as visit:
        await visit.says(anna, "/start")
        first = await register_commands(visit.transport.bot, MENU, house.wordings)
        again = await register_commands(visit.transport.bot, MENU, house.wordings)

    private = house.telegram.menu(anna, anna)
    member = [each["command"] for each in house.telegram.menu(chat, john)]
    admin = [each["command"] for each in house.telegram.menu(chat, anna)]
    assert {"command": "digest", "description": "Сводка за последние часы"} == private[0]
    assert "settings" not in member
    assert "schedule" not in member
    assert {"schedule", "language"} <= {*admin}
    assert "A digest of the last hours" == house.telegram.menu(chat, john)[0]["description"]
    assert 0 == again < first


async def test_a_screen_whose_message_is_gone_is_shown_below(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/settings")
        settings = max(house.telegram.world.chat(anna).messages)
        house.telegram.people.presses(anna, anna, "Язык")
        house.telegram.people.deletes(anna, settings)
        await visit.settled()

    assert "На каком языке с вами говорить?" == visit.last(anna)


async def test_a_button_pressed_twice_leaves_the_screen_as_it_is(house: House) -> None:
    anna = house.person("Анна")

    async with house.process() as visit:
        await visit.says(anna, "/settings")
        house.telegram.people.presses(anna, anna, "Оформлять просто")
        house.telegram.people.presses(anna, anna, "Оформлять просто")
        await visit.settled()

    assert "Оформление сводок: простое" in visit.shown(anna)
    assert ReceiptKind.ERROR not in visit.receipts()
