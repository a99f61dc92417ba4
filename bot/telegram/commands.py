"""The menu of commands that Telegram shows, by kind of chat and language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

from bot.translator import FALLBACK, Translators


@dataclass(frozen=True, slots=True)
class Menu:
    """Commands by name, without the slash, in the order in which they are shown."""

    private: Sequence[str] = ()
    groups: Sequence[str] = ()
    group_admins: Sequence[str] = ()
    admin_chat: Sequence[str] = ()
    """Beside those of its kind of chat, which it does not show of its own accord."""

    def of_admin_chat(self, *, private: bool) -> Sequence[str]:
        return (*(self.private if private else self.group_admins), *self.admin_chat)


_EVERYBODY_ELSE: Final = ""
"""No language: what those see whose language has no menu of its own."""


async def register_commands(
    bot: Bot, menu: Menu, translators: Translators, *, admin_chat: int | None = None
) -> int:
    """Make the menus what they should be; return how many had to be changed.

    What a command does is said by the wording ``bot-command-<name>``.
    """
    changed = 0
    for scope, names in _scopes(menu, admin_chat):
        for language in (_EVERYBODY_ELSE, *translators.languages):
            wanted = _commands(names, language or FALLBACK, translators)
            code = language or None
            known = await bot.get_my_commands(scope=scope, language_code=code)
            if _told(wanted) != _told(known):
                await bot.set_my_commands(wanted, scope=scope, language_code=code)
                changed += 1
    return changed


def _scopes(
    menu: Menu, admin_chat: int | None
) -> Sequence[tuple[BotCommandScopeUnion, Sequence[str]]]:
    scopes: list[tuple[BotCommandScopeUnion, Sequence[str]]] = [
        (BotCommandScopeAllPrivateChats(), menu.private),
        (BotCommandScopeAllGroupChats(), menu.groups),
        (BotCommandScopeAllChatAdministrators(), menu.group_admins),
    ]
    if admin_chat is not None:
        names = menu.of_admin_chat(private=admin_chat > 0)
        scopes.append((BotCommandScopeChat(chat_id=admin_chat), names))
    return scopes


def _commands(names: Sequence[str], language: str, translators: Translators) -> list[BotCommand]:
    wording = translators.into(language)
    return [
        BotCommand(command=name, description=wording.say(f"bot-command-{name}")) for name in names
    ]


def _told(commands: Sequence[BotCommand]) -> list[tuple[str, str]]:
    return [(each.command, each.description) for each in commands]
