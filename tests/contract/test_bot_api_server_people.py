"""What people do, as the bot learns of it and as the chat shows it."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InaccessibleMessage, InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.servers.telegram import BotApiServer


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    user_id = bot_api.people.person("Анна", last_name="Петрова", username="anna")
    bot_api.people.says(user_id, user_id, "/start")
    return user_id


async def messages(bot: Bot) -> list[Message]:
    return [update.message for update in await bot.get_updates() if update.message]


async def test_commands_mentions_and_links_are_found_in_what_people_say(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    text = (
        "🎉 /digest@alfred_test_bot для @anna: https://ya.ru/a?b=1. Почта a.b@ya.ru, #план_2 $TON"
    )
    bot_api.people.says(anna, anna, text)

    (*_, message) = await messages(bot)

    assert [
        ("bot_command", "/digest@alfred_test_bot"),
        ("mention", "@anna"),
        ("url", "https://ya.ru/a?b=1"),
        ("email", "a.b@ya.ru"),
        ("hashtag", "#план_2"),
        ("cashtag", "$TON"),
    ] == [(each.type, each.extract_from(text)) for each in message.entities or []]


@pytest.mark.parametrize("text", ["a/b", "http", "50@", "#1", "1 / 2", "слово@"])
async def test_what_only_looks_like_an_entity_is_none(
    bot_api: BotApiServer, bot: Bot, anna: int, text: str
) -> None:
    bot_api.people.says(anna, anna, text)

    (*_, message) = await messages(bot)

    assert message.entities is None


async def test_a_button_is_pressed_and_answered(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    row = [
        InlineKeyboardButton(text="Да", callback_data="yes:1"),
        InlineKeyboardButton(text="Сайт", url="https://example.org"),
    ]
    await bot.send_message(
        anna, "Точно?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[row])
    )

    by_text = bot_api.people.presses(anna, anna, "Да")
    by_data = bot_api.people.presses(anna, anna, "yes:1")
    await bot.answer_callback_query(by_text, text="Хорошо", show_alert=True)

    queries = [
        update.callback_query for update in await bot.get_updates() if update.callback_query
    ]
    assert [(by_text, "yes:1", anna), (by_data, "yes:1", anna)] == [
        (query.id, query.data, query.from_user.id) for query in queries
    ]
    answer = bot_api.people.answer_to(by_text)
    assert answer is not None
    assert ("Хорошо", "true") == (answer["text"], answer["show_alert"])
    assert bot_api.people.answer_to(by_data) is None


async def test_a_button_that_is_not_there_cannot_be_pressed(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    row = [InlineKeyboardButton(text="Сайт", url="https://example.org")]
    markup = InlineKeyboardMarkup(inline_keyboard=[row])
    first = await bot.send_message(anna, "Раз", reply_markup=markup)

    with pytest.raises(LookupError, match=r"no button 'Нет'.*Сайт"):
        bot_api.people.presses(anna, anna, "Нет")
    with pytest.raises(ValueError, match="tells the bot nothing"):
        bot_api.people.presses(anna, anna, "Сайт", message_id=first.message_id)
    with pytest.raises(LookupError):
        bot_api.people.presses(anna, anna, "Сайт", message_id=1)


async def test_an_old_callback_query_cannot_be_answered(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    row = [InlineKeyboardButton(text="Да", callback_data="yes")]
    await bot.send_message(anna, "Раз", reply_markup=InlineKeyboardMarkup(inline_keyboard=[row]))
    expired = bot_api.people.presses(anna, anna, "Да")
    bot_api.people.expires(expired)
    old = bot_api.people.presses_old(anna, anna, "v0:gone", 999)

    for query_id in (expired, old):
        with pytest.raises(TelegramBadRequest) as refused:
            await bot.answer_callback_query(query_id)
        assert (
            "Bad Request: query is too old and response timeout expired or query ID is invalid"
            == refused.value.message
        )

    (*_, update) = await bot.get_updates()
    assert update.callback_query is not None
    assert isinstance(update.callback_query.message, InaccessibleMessage)


async def test_a_message_is_edited_and_deleted(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    spoken = bot_api.people.says(anna, anna, "Раз")
    photo = bot_api.people.sends_photo(anna, anna, caption="Вид")
    bot_api.people.edits(anna, anna, spoken, "Два")
    bot_api.people.edits(anna, anna, photo, "Вид из окна")
    shown = bot_api.shown(anna)

    bot_api.people.deletes(anna, spoken)
    bot_api.people.deletes(anna, photo)

    updates = await bot.get_updates()
    edits = [update.edited_message for update in updates if update.edited_message]
    assert [(spoken, "Два", None), (photo, None, "Вид из окна")] == [
        (edit.message_id, edit.text, edit.caption) for edit in edits
    ]
    assert 5 == len(updates)
    assert (
        "Анна Петрова: /start\n"
        "Анна Петрова (edited): Два\n"
        "Анна Петрова (edited): [photo]\n"
        "  Вид из окна" == shown
    )
    assert "Анна Петрова: /start" == bot_api.shown(anna)


async def test_reactions_are_told_to_administrators(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    await bot.get_updates(allowed_updates=["message_reaction"])
    group = bot_api.people.supergroup("Команда", [anna])
    message = await bot.send_message(group, "Дайджест")
    bot_api.people.reacts(anna, group, message.message_id, "🔥")
    bot_api.people.adds_bot(anna, group, administrator=True)

    bot_api.people.reacts(anna, group, message.message_id, "👍")

    (*_, update) = await bot.get_updates()
    reaction = update.message_reaction
    assert reaction is not None
    assert reaction.user is not None
    assert (anna, message.message_id) == (reaction.user.id, reaction.message_id)
    assert ["emoji='🔥'", "emoji='👍'"] == [
        repr(each[0]).split("(")[1].split(", ")[-1].rstrip(")")
        for each in (reaction.old_reaction, reaction.new_reaction)
    ]
    assert bot_api.shown(group).endswith("Alfred: Дайджест\n  👍")


async def test_forwards_polls_and_contacts_arrive(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    people = bot_api.people
    group = people.supergroup("Команда", [anna])
    spoken = people.says(anna, group, "Решили: в пятницу")
    people.forwards(anna, group, spoken, anna)
    people.sends_poll(anna, group, "Когда?", ["Пт", "Сб"])
    people.sends_contact(anna, group, "+79990000000", "Борис")

    *_, forward, poll, contact = await messages(bot)

    assert forward.forward_origin is not None
    assert "user" == forward.forward_origin.type
    assert poll.poll is not None
    assert ["Пт", "Сб"] == [option.text for option in poll.poll.options]
    assert contact.contact is not None
    assert (
        "Анна Петрова: Решили: в пятницу\n"
        "Анна Петрова: [poll Когда?: Пт / Сб]\n"
        "Анна Петрова: [contact Борис]" == bot_api.shown(group)
    )


async def test_in_privacy_mode_the_bot_hears_what_is_meant_for_it(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot_api.world.reads_all = False
    group = bot_api.people.supergroup("Команда", [anna])
    sent = await bot.send_message(group, "Здравствуйте")
    for text in ("Обед", "/digest", "/digest@other_bot", "А что @alfred_test_bot?"):
        bot_api.people.says(anna, group, text)
    bot_api.people.says(anna, group, "Спасибо", reply_to=sent.message_id)

    heard = [message.text for message in await messages(bot)]

    assert ["/start", "/digest", "А что @alfred_test_bot?", "Спасибо"] == heard
    assert False is (await bot.get_me()).can_read_all_group_messages


async def test_a_mistaken_test_is_told_so(bot_api: BotApiServer, anna: int) -> None:
    people = bot_api.people
    group = people.group("Команда", [anna])
    boris = people.person("Борис")

    with pytest.raises(ValueError, match="is not in"):
        people.says(boris, group, "Раз")
    with pytest.raises(LookupError, match="no person 99"):
        people.says(99, group, "Раз")
    with pytest.raises(LookupError, match="no chat -5"):
        people.says(anna, -5, "Раз")
    with pytest.raises(LookupError, match="no message 99"):
        people.says(anna, group, "Раз", reply_to=99)
    with pytest.raises(ValueError, match="cannot be a new person"):
        people.person("Двойник", user_id=anna)
    with pytest.raises(ValueError, match="cannot be a new chat"):
        people.group("Слишком", chat_id=-(2**52) - 1)
    with pytest.raises(ValueError, match="is not by"):
        people.edits(boris, anna, 1, "Раз")
