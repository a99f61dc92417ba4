"""Messages that Telegram does not take, and its words for it."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNotFound
from aiogram.methods import SendMessage
from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
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


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "message text is empty"),
        ("<b> </b>", "text must be non-empty"),
        ("я" * 4097, "message is too long"),
        ("🎉" * 2049, "message is too long"),
        ("я" * 16_385, "text is too long"),
        ("<x>", 'can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
        ("я <x>", 'can\'t parse entities: Unsupported start tag "x" at byte offset 3'),
        ("<b", "can't parse entities: Unclosed start tag at byte offset 0"),
        ("<b>Да", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("Да</b>", "can't parse entities: Unexpected end tag at byte offset 4"),
        (
            "<b><i>Да</b></i>",
            (
                "can't parse entities: Unmatched end tag at byte offset 10, "
                'expected "</i>", found "</b>"'
            ),
        ),
        ("<b>Да</b", "can't parse entities: Unclosed end tag at byte offset 7"),
        (
            "<span>Да</span>",
            'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset 0',
        ),
        (
            '<a "x">',
            'can\'t parse entities: Empty attribute name in the tag "a" at byte offset 0',
        ),
        ("<a href=x/y>", "can't parse entities: Unexpected end of name token at byte offset 8"),
        ('<a href="x', "can't parse entities: Unclosed start tag at byte offset 0"),
    ],
)
async def test_a_text_that_telegram_refuses_is_refused_in_its_words(
    bot: Bot, anna: int, text: str, reason: str
) -> None:
    refused = await refusal(bot, SendMessage(chat_id=anna, text=text, parse_mode="HTML"))

    assert f"Bad Request: {reason}" == refused


async def test_another_parse_mode_is_refused(bot: Bot, anna: int) -> None:
    refused = await refusal(bot, SendMessage(chat_id=anna, text="*Да*", parse_mode="MarkdownV2"))

    assert "Bad Request: unsupported parse_mode" == refused


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        (InlineKeyboardButton(text="Да", callback_data="д" * 33), "BUTTON_DATA_INVALID"),
        (
            InlineKeyboardButton(text="", callback_data="x"),
            "inline keyboard button text must be non-empty",
        ),
        (
            InlineKeyboardButton(text="Да"),
            (
                "can't parse inline keyboard button: "
                "Text buttons are unallowed in the inline keyboard"
            ),
        ),
        (
            InlineKeyboardButton(text="Да", url="localhost"),
            "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL",
        ),
        (
            InlineKeyboardButton(text="Да", copy_text=CopyTextButton(text="x" * 257)),
            "BUTTON_COPY_TEXT_INVALID",
        ),
    ],
)
async def test_a_button_that_telegram_refuses_is_refused(
    bot: Bot, anna: int, button: InlineKeyboardButton, reason: str
) -> None:
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])

    refused = await refusal(bot, SendMessage(chat_id=anna, text="?", reply_markup=markup))

    assert f"Bad Request: {reason}" == refused


async def test_a_keyboard_has_a_hundred_buttons_at_most(bot: Bot, anna: int) -> None:
    await bot.send_message(anna, "?", reply_markup=keyboard(*map(str, range(100))))

    refused = await refusal(
        bot, SendMessage(chat_id=anna, text="?", reply_markup=keyboard(*map(str, range(101))))
    )

    assert "Bad Request: reply markup is too long" == refused


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("reply_markup", "{", "can't parse reply keyboard markup JSON object"),
        ("reply_markup", "[]", "object expected as reply markup"),
        (
            "reply_markup",
            '{"inline_keyboard": [{}]}',
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ("reply_parameters", "5", "object expected as reply parameters"),
        ("reply_parameters", '{"x": 1}', 'can\'t find field "message_id"'),
        ("link_preview_options", "5", "object expected as link preview options"),
        ("entities", '[{"type": "x"}]', "can't parse MessageEntity: Unsupported type specified"),
        ("chat_id", "", "chat_id is empty"),
        ("chat_id", "@nobody", "chat not found"),
    ],
)
async def test_a_value_that_telegram_refuses_is_refused(
    bot_api: BotApiServer, anna: int, name: str, value: str, reason: str
) -> None:
    form = {"chat_id": str(anna), "text": "?"} | {name: value}
    async with (
        ClientSession() as session,
        session.post(f"{bot_api.base}/bot{bot_api.token}/sendMessage", data=form) as answer,
    ):
        told = await answer.json()

    assert f"Bad Request: {reason}" == told["description"]


async def test_a_method_that_is_not_there_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramNotFound) as missing:
        await bot.get_my_star_balance()

    assert "Not Found: method not found" == missing.value.message
