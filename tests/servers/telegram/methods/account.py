"""The bot itself: who it is, its commands and descriptions, and its end."""

from typing import Final

from tests.servers.telegram.access import Access, chat_of
from tests.servers.telegram.commands import Scope, checked, language_of, scope_of
from tests.servers.telegram.errors import bad_request
from tests.servers.telegram.fields import Fields, Json
from tests.servers.telegram.server import BotApiServer

_LONGEST: Final = {"name": 64, "description": 512, "short_description": 120}


async def get_me(server: BotApiServer, _: Fields) -> Json:
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": server.world.reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return server.world.me.json() | abilities


async def close(_: BotApiServer, __: Fields) -> bool:
    """The next call opens the bot again."""
    return True


async def log_out(server: BotApiServer, _: Fields) -> bool:
    """From now on the token works elsewhere only."""
    server.logged_out = True
    return True


async def set_my_commands(server: BotApiServer, fields: Fields) -> bool:
    commands = checked(fields.decoded("commands", "commands JSON object") or [])
    server.commands.set(*_list(server, fields), commands)
    return True


async def get_my_commands(server: BotApiServer, fields: Fields) -> list[Json]:
    return server.commands.get(*_list(server, fields))


async def delete_my_commands(server: BotApiServer, fields: Fields) -> bool:
    server.commands.delete(*_list(server, fields))
    return True


async def set_my_name(server: BotApiServer, fields: Fields) -> bool:
    return _describe(server, fields, "name")


async def get_my_name(server: BotApiServer, fields: Fields) -> Json:
    return _described(server, fields, "name") or {"name": server.world.me.first_name}


async def set_my_description(server: BotApiServer, fields: Fields) -> bool:
    return _describe(server, fields, "description")


async def get_my_description(server: BotApiServer, fields: Fields) -> Json:
    return _described(server, fields, "description") or {"description": ""}


async def set_my_short_description(server: BotApiServer, fields: Fields) -> bool:
    return _describe(server, fields, "short_description")


async def get_my_short_description(server: BotApiServer, fields: Fields) -> Json:
    return _described(server, fields, "short_description") or {"short_description": ""}


async def answer_callback_query(server: BotApiServer, fields: Fields) -> bool:
    number = fields.text("callback_query_id")
    if number not in server.world.callbacks:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(fields.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    server.world.callbacks[number] = fields.readable()
    return True


def _list(server: BotApiServer, fields: Fields) -> tuple[Scope, str]:
    scope = scope_of(fields.decoded("scope", "BotCommandScope JSON object"))
    if len(scope) > 1:
        chat_of(server.world, str(scope[1]), Access.READ_MEMBERS)
    return scope, language_of(fields.text("language_code"))


def _describe(server: BotApiServer, fields: Fields, what: str) -> bool:
    words = fields.text(what)
    if len(words) > _LONGEST[what]:
        raise bad_request(f"bot {what.replace('_', ' ')} is too long")
    server.descriptions[what, language_of(fields.text("language_code"))] = words
    return True


def _described(server: BotApiServer, fields: Fields, what: str) -> Json | None:
    """In the language that is asked for, or else for all languages."""
    language = language_of(fields.text("language_code"))
    for code in (language, ""):
        if words := server.descriptions.get((what, code)):
            return {what: words}
    return None
