"""Messages, as aiogram sends them and as the chat shows them."""

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.exceptions import TelegramForbiddenError
from aiogram.methods import SendMessage
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from aiohttp import ClientSession

from tests.fixtures.bot_api_calls import refusal
from tests.servers.telegram import BotApiServer


def keyboard(*texts: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=text, callback_data=text.lower()) for text in texts]
    return InlineKeyboardMarkup(inline_keyboard=[row])


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    """She has written to the bot; what she wrote is message 1."""
    user_id = bot_api.people.person("Анна", language_code="ru")
    bot_api.people.says(user_id, user_id, "/start")
    return user_id


async def test_a_message_comes_back_as_the_chat_keeps_it(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    text = '<b>Релиз</b> 🎉 <a href="https://t.me/c/1/2">в пятницу</a> @anna #план'

    message = await bot.send_message(anna, text, parse_mode="HTML", reply_markup=keyboard("Да"))

    entities = [
        (each.type, each.extract_from(message.text or "")) for each in message.entities or []
    ]
    assert "Релиз 🎉 в пятницу @anna #план" == message.text
    assert [
        ("bold", "Релиз"),
        ("text_link", "в пятницу"),
        ("mention", "@anna"),
        ("hashtag", "#план"),
    ] == entities
    assert message.from_user is not None
    assert (anna, 42, 2) == (message.chat.id, message.from_user.id, message.message_id)
    assert message.reply_markup is not None
    assert keyboard("Да").model_dump() == message.reply_markup.model_dump()
    shown = "Анна: /start\nAlfred: Релиз 🎉 в пятницу <https://t.me/c/1/2> @anna #план\n  [Да]"
    assert shown == bot_api.shown(anna)


async def test_entities_may_be_given_instead_of_markup(bot: Bot, anna: int) -> None:
    bold = MessageEntity(type="bold", offset=2, length=3)

    message = await bot.send_message(anna, "  Раз <два>  ", entities=[bold])

    assert "Раз <два>" == message.text
    assert [("bold", 0, 3)] == [
        (each.type, each.offset, each.length) for each in message.entities or []
    ]


async def test_the_longest_text_counts_without_its_markup(bot: Bot, anna: int) -> None:
    message = await bot.send_message(anna, f"<b>{'я' * 4094}🎉</b>", parse_mode="HTML")

    assert 4095 == len(message.text or "")


async def test_markup_means_what_it_means_to_telegram(bot: Bot, anna: int) -> None:
    text = (
        '<blockquote expandable>Цитата</blockquote><pre><code class="language-py">x &lt; 1</code>'
        "</pre><span class='tg-spoiler'>тайна</span><code>a&#38;b &copy; &</code>"
        '<a href="tg://user?id=7">Борис</a><a>ya.ru</a><a href="слово">нет</a><b></b>'
    )

    message = await bot.send_message(anna, text, parse_mode="html")

    assert "Цитатаx < 1тайнаa&b &copy; &Борисya.ruнет" == message.text
    found = [(each.type, each.extract_from(message.text)) for each in message.entities or []]
    assert [
        ("expandable_blockquote", "Цитата"),
        ("pre", "x < 1"),
        ("spoiler", "тайна"),
        ("code", "a&b &copy; &"),
        ("text_mention", "Борис"),
        ("text_link", "ya.ru"),
    ] == found
    assert "py" == next(each.language for each in message.entities or [] if each.type == "pre")


async def test_a_reply_keyboard_is_shown_until_it_is_taken_away(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    button = KeyboardButton(text="Дайджест")

    message = await bot.send_message(
        anna, "Что угодно?", reply_markup=ReplyKeyboardMarkup(keyboard=[[button]])
    )
    shown = bot_api.shown(anna)
    await bot.send_message(anna, "Хорошо.", reply_markup=ReplyKeyboardRemove())

    assert message.reply_markup is None
    assert shown.endswith("Alfred: Что угодно?\n  keyboard: Дайджест")
    assert bot_api.shown(anna).endswith("Alfred: Хорошо.")


async def test_a_reply_shows_what_it_answers(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    message = await bot.send_message(
        anna,
        "Здравствуйте",
        reply_parameters=ReplyParameters(message_id=1),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )

    assert message.reply_to_message is not None
    assert "/start" == message.reply_to_message.text
    assert bot_api.shown(anna).endswith("Alfred (to Анна): Здравствуйте")


async def test_a_reply_to_nothing_is_refused_unless_allowed(bot: Bot, anna: int) -> None:
    nothing = ReplyParameters(message_id=99)
    anyway = ReplyParameters(message_id=99, allow_sending_without_reply=True)

    refused = await refusal(bot, SendMessage(chat_id=anna, text="?", reply_parameters=nothing))
    message = await bot.send_message(anna, "?", reply_parameters=anyway)

    assert "Bad Request: message to be replied not found" == refused
    assert message.reply_to_message is None


async def test_a_bot_does_not_speak_first(bot_api: BotApiServer, bot: Bot) -> None:
    stranger = bot_api.people.person("Борис")

    with pytest.raises(TelegramForbiddenError) as refused:
        await bot.send_message(stranger, "Здравствуйте")
    unknown = await refusal(bot, SendMessage(chat_id=12345, text="?"))

    assert "Forbidden: bot can't initiate conversation with a user" == refused.value.message
    assert "Bad Request: chat not found" == unknown
    assert [403, 400] == [call.code for call in bot_api.journal.of("sendMessage")]


async def test_the_bots_defaults_travel_with_its_calls(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    bot.default = DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True)

    await bot.send_message(anna, "<i>Да</i>")

    (call,) = bot_api.journal.of("sendmessage")
    assert ("sendMessage", "HTML") == (call.method, call.params["parse_mode"])
    assert {"is_disabled": True} == call.params["link_preview_options"]


async def test_messages_are_forwarded_and_copied(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    forwarded = await bot.forward_message(anna, anna, 1)
    copied = await bot.copy_message(anna, anna, 1)

    assert forwarded.forward_origin is not None
    assert 3 == copied.message_id
    assert "Анна: /start\nAlfred (forwarded): /start\nAlfred: /start" == bot_api.shown(anna)


async def test_json_and_any_case_of_a_method_are_understood(
    bot_api: BotApiServer, anna: int
) -> None:
    url = f"{bot_api.base}/bot{bot_api.token}/SENDMESSAGE"
    body = {"chat_id": anna, "text": "Да", "reply_markup": keyboard("X").model_dump()}
    async with ClientSession() as session:
        by_body = await session.post(url, json=body)
        by_query = await session.get(url, params={"chat_id": anna, "text": "Нет"})
        wrong = await session.post(f"{bot_api.base}/bot42:WRONG/getMe")
        broken = await session.post(url, data=b"{", headers={"Content-Type": "application/json"})
        answers = [(each.status, await each.json()) for each in (wrong, broken)]

    assert [200, 200] == [by_body.status, by_query.status]
    assert [
        (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}),
        (
            400,
            {
                "ok": False,
                "error_code": 400,
                "description": "Bad Request: can't parse JSON-encoded object",
            },
        ),
    ] == answers
