"""Commands by scope and language, descriptions, and the bot itself."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
)

from tests.servers.telegram import BotApiServer


def command(name: str) -> list[BotCommand]:
    return [BotCommand(command=name, description=name.title())]


async def test_the_bot_is_who_it_is(bot: Bot) -> None:
    me = await bot.me()

    assert (42, "alfred_test_bot", True) == (me.id, me.username, me.can_read_all_group_messages)


async def test_a_menu_shows_the_narrowest_scope_in_the_persons_language(
    bot_api: BotApiServer, bot: Bot
) -> None:
    anna = bot_api.people.person("Анна", language_code="ru")
    john = bot_api.people.person("John", language_code="en")
    for user_id in (anna, john):
        bot_api.people.says(user_id, user_id, "/start")
    group = bot_api.people.supergroup("Team", [anna, john])
    await bot.set_my_commands(command("default"))
    await bot.set_my_commands(command("private"), BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(command("private_ru"), BotCommandScopeAllPrivateChats(), "ru")
    await bot.set_my_commands(command("group"), BotCommandScopeAllGroupChats())
    await bot.set_my_commands(command("admin"), BotCommandScopeAllChatAdministrators())

    def menu(chat_id: int, user_id: int) -> str:
        (shown,) = bot_api.menu(chat_id, user_id)
        return str(shown["command"])

    before = [menu(anna, anna), menu(john, john), menu(group, anna), menu(group, john)]
    await bot.set_my_commands(command("here"), BotCommandScopeChat(chat_id=group))
    await bot.set_my_commands(
        command("mine"), BotCommandScopeChatMember(chat_id=group, user_id=john)
    )
    await bot.delete_my_commands(BotCommandScopeAllPrivateChats())
    after = [menu(anna, anna), menu(john, john), menu(group, anna), menu(group, john)]

    assert ["private_ru", "private", "admin", "group"] == before
    assert ["private_ru", "default", "here", "mine"] == after
    (kept,) = await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "ru")
    assert ("private_ru", "Private_Ru") == (kept.command, kept.description)
    assert [] == await bot.get_my_commands(language_code="en")


@pytest.mark.parametrize(
    ("commands", "scope", "language", "reason"),
    [
        (command("Digest"), None, None, "BOT_COMMAND_INVALID"),
        (
            [BotCommand(command="digest", description="")],
            None,
            None,
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (command("x") * 101, None, None, "BOT_COMMANDS_TOO_MUCH"),
        (command("x"), None, "russian", "LANG_CODE_INVALID"),
        (command("x"), BotCommandScopeChat(chat_id=-5), None, "chat not found"),
    ],
)
async def test_commands_that_telegram_refuses_are_refused(
    bot: Bot,
    commands: list[BotCommand],
    scope: BotCommandScopeChat | None,
    language: str | None,
    reason: str,
) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.set_my_commands(commands, scope, language)

    assert f"Bad Request: {reason}" == refused.value.message


async def test_descriptions_have_languages(bot: Bot) -> None:
    await bot.set_my_description("A butler for groups")
    await bot.set_my_description("Дворецкий для групп", language_code="ru")
    await bot.set_my_short_description("Дворецкий")

    found = [(await bot.get_my_description(code)).description for code in (None, "ru", "de")]
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.set_my_short_description("я" * 121)

    assert ["A butler for groups", "Дворецкий для групп", "A butler for groups"] == found
    assert "Дворецкий" == (await bot.get_my_short_description()).short_description
    assert "Alfred" == (await bot.get_my_name()).name
    assert "Bad Request: bot short description is too long" == refused.value.message
