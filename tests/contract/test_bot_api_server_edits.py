"""Edits, deletions, pins and reactions by the bot."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    EditMessageReplyMarkup,
    EditMessageText,
    SetMessageReaction,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReactionTypeEmoji,
)

from tests.fixtures.bot_api_calls import refusal
from tests.servers.telegram import PICTURE, BotApiServer

GO = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Дальше", callback_data="go")]]
)
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


@pytest.fixture
def anna(bot_api: BotApiServer) -> int:
    """What she wrote is message 1."""
    user_id = bot_api.people.person("Анна")
    bot_api.people.says(user_id, user_id, "/start")
    return user_id


@pytest.fixture
async def sent(bot: Bot, anna: int) -> Message:
    """Message 2, with a keyboard."""
    return await bot.send_message(anna, "<b>Раз</b>", parse_mode="HTML", reply_markup=GO)


async def test_an_edit_takes_away_the_keyboard_that_it_does_not_repeat(
    bot_api: BotApiServer, bot: Bot, anna: int, sent: Message
) -> None:
    edited = await bot.edit_message_text("Два", chat_id=anna, message_id=sent.message_id)

    assert isinstance(edited, Message)
    assert edited.edit_date is not None
    assert edited.reply_markup is None
    assert "Анна: /start\nAlfred (edited): Два" == bot_api.shown(anna)
    assert 1 == bot_api.rates.peaks()["edits"]


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, anna: int, sent: Message) -> None:
    at: dict[str, Any] = {"chat_id": anna, "message_id": sent.message_id}

    text = await refusal(
        bot, EditMessageText(text="<b>Раз</b> ", parse_mode="HTML", reply_markup=GO, **at)
    )
    markup = await refusal(bot, EditMessageReplyMarkup(reply_markup=GO, **at))
    await bot.edit_message_text("Раз", **at)

    assert NOT_MODIFIED == text == markup


async def test_a_keyboard_is_changed_alone(
    bot_api: BotApiServer, bot: Bot, anna: int, sent: Message
) -> None:
    edited = await bot.edit_message_reply_markup(chat_id=anna, message_id=sent.message_id)

    assert isinstance(edited, Message)
    assert edited.edit_date is None
    assert "Анна: /start\nAlfred: Раз" == bot_api.shown(anna)


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        (EditMessageText(message_id=99, text="?"), "message to edit not found"),
        (EditMessageText(message_id=1, text="?"), "message can't be edited"),
        (EditMessageText(message_id=3, text="?"), "there is no text in the message to edit"),
        (EditMessageText(message_id=2, text=" "), "text must be non-empty"),
        (EditMessageReplyMarkup(message_id=99), "message to edit not found"),
        (DeleteMessage(chat_id=0, message_id=99), "message to delete not found"),
        (DeleteMessage(chat_id=0, message_id=0), "message identifier is not specified"),
        (DeleteMessages(chat_id=0, message_ids=[0]), "invalid message identifier specified"),
        (
            DeleteMessages(chat_id=0, message_ids=[1] * 101),
            "too many message identifiers specified",
        ),
        (SetMessageReaction(chat_id=0, message_id=99), "message to react not found"),
    ],
)
async def test_what_cannot_be_changed_is_refused(
    bot: Bot, anna: int, sent: Message, method: TelegramMethod[Any], reason: str
) -> None:
    photo = await bot.send_photo(anna, BufferedInputFile(PICTURE, "a.png"))
    assert (2, 3) == (sent.message_id, photo.message_id)

    refused = await refusal(bot, method.model_copy(update={"chat_id": anna}))

    assert f"Bad Request: {reason}" == refused


async def test_an_inline_message_is_not_known_here(bot: Bot) -> None:
    inline = EditMessageText(inline_message_id="x", text="?")

    assert "Bad Request: MESSAGE_ID_INVALID" == await refusal(bot, inline)
    assert "Bad Request: message identifier is not specified" == await refusal(
        bot, EditMessageText(text="?")
    )


async def test_messages_are_deleted(
    bot_api: BotApiServer, bot: Bot, anna: int, sent: Message
) -> None:
    await bot.delete_message(anna, sent.message_id)
    await bot.delete_messages(anna, [1, 99])

    assert "" == bot_api.shown(anna)


async def test_in_a_group_others_messages_are_deleted_with_the_right_to(
    bot_api: BotApiServer, bot: Bot, anna: int
) -> None:
    group = bot_api.people.supergroup("Команда", [anna])
    spoken = bot_api.people.says(anna, group, "Раз")

    refused = await refusal(bot, DeleteMessage(chat_id=group, message_id=spoken))
    bot_api.people.adds_bot(anna, group, administrator=True)
    await bot.delete_message(group, spoken)

    assert "Bad Request: message can't be deleted" == refused
    assert "" == bot_api.shown(group)


async def test_after_two_days_a_message_stays(
    bot_api: BotApiServer, bot: Bot, anna: int, sent: Message
) -> None:
    bot_api.world.clock = lambda: sent.date.timestamp() + 48 * 3600 + 1

    refused = await refusal(bot, DeleteMessage(chat_id=anna, message_id=sent.message_id))

    assert "Bad Request: message can't be deleted for everyone" == refused


async def test_a_message_is_pinned(
    bot_api: BotApiServer, bot: Bot, anna: int, sent: Message
) -> None:
    await bot.pin_chat_message(anna, sent.message_id)

    chat = await bot.get_chat(anna)
    assert chat.pinned_message is not None
    assert sent.message_id == chat.pinned_message.message_id
    assert bot_api.shown(anna).endswith("— Alfred: pinned a message")


async def test_a_pin_needs_a_right_in_a_group(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    group = bot_api.people.supergroup("Команда", [anna])
    message = await bot.send_message(group, "Раз")

    with pytest.raises(TelegramBadRequest) as refused:
        await bot.pin_chat_message(group, message.message_id)

    assert (
        "Bad Request: not enough rights to manage pinned messages in the chat"
        == refused.value.message
    )


async def test_the_bot_reacts(bot_api: BotApiServer, bot: Bot, anna: int) -> None:
    await bot.set_message_reaction(anna, 1, [ReactionTypeEmoji(emoji="👀")])

    shown = bot_api.shown(anna)
    await bot.set_message_reaction(anna, 1, [])

    assert "Анна: /start\n  👀" == shown
    assert "Анна: /start" == bot_api.shown(anna)
