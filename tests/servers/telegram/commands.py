"""The lists of commands, by scope and language, and which one a person's menu shows."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from tests.servers.telegram.chats import Chat
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.fields import Json, integer_of, string_of

MOST_COMMANDS: Final = 100
_NAME: Final = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_LONGEST_DESCRIPTION: Final = 256

Scope = tuple[str | int, ...]
"""Its type, and the chat and the person that it is about."""


@dataclass(slots=True)
class Commands:
    _lists: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)

    def set(self, scope: Scope, language: str, commands: list[Json]) -> None:
        self._lists[scope, language] = commands

    def get(self, scope: Scope, language: str) -> list[Json]:
        return self._lists.get((scope, language), [])

    def delete(self, scope: Scope, language: str) -> None:
        self._lists.pop((scope, language), None)

    def menu(self, chat: Chat, user_id: int, language: str) -> list[Json]:
        """What a person sees: of the narrowest scope that has a list, in their language first."""
        for scope in _scopes(chat, user_id):
            for code in (language, ""):
                if found := self._lists.get((scope, code)):
                    return found
        return []


def scope_of(given: Any) -> Scope:
    """A BotCommandScope.

    Raises:
        ApiError: It is none.
    """
    if given is None:
        return ("default",)
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = string_of(given, "type")
    if kind in {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}:
        return (kind,)
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat_id = integer_of(given, "chat_id")
    if kind == "chat_member":
        return (kind, chat_id, integer_of(given, "user_id"))
    return (kind, chat_id)


def checked(given: Any) -> list[Json]:
    """An array of BotCommand.

    Raises:
        ApiError: Telegram would refuse it.
    """
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(each) for each in given]


def language_of(code: str) -> str:
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("LANG_CODE_INVALID")
    return code


def _command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = string_of(given, "command").removeprefix("/")
    description = string_of(given, "description")
    if not _NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 0 < len(description) <= _LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    private = {"is_ephemeral": True} if given.get("is_ephemeral") else {}
    return {"command": name, "description": description} | private


def _scopes(chat: Chat, user_id: int) -> list[Scope]:
    if chat.person is not None:
        return [("chat", chat.id), ("all_private_chats",), ("default",)]
    administrators: list[Scope] = []
    everywhere: list[Scope] = []
    if chat.member(user_id).administers:
        administrators = [("chat_administrators", chat.id)]
        everywhere = [("all_chat_administrators",)]
    return [
        ("chat_member", chat.id, user_id),
        *administrators,
        ("chat", chat.id),
        *everywhere,
        ("all_group_chats",),
        ("default",),
    ]
