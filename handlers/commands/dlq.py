"""``/dlq``: what could not be handled, of all tenants, for the operators of the installation."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.buttons.dead_letters import Deed
from bot.translator import Translator
from bot.views.dead_letters import (
    all_screen,
    deed_screen,
    done_screen,
    gone_screen,
    letter_screen,
    list_screen,
    usage_screen,
)
from bot.views.screen import Screen
from handlers.commands.dlq_desk import DeadLetterDesk
from handlers.commands.operating import for_operators, in_admin_chat
from handlers.commands.showing import show
from pipeline.groups.models import Person


class Wish(StrEnum):
    LIST = "list"
    SHOW = "show"
    REPLAY = "replay"
    DROP = "drop"
    REPLAY_ALL = "replay all"


@dataclass(frozen=True, slots=True)
class Asked:
    wish: Wish
    letter: int | None = None


_ABOUT_ONE: Final = re.compile(
    r"(?P<wish>show|replay|drop)\s+(?:№|#|no\.?)?\s*(?P<letter>\d{1,18})", re.IGNORECASE | re.ASCII
)


def read_wish(arguments: str | None) -> Asked | None:
    """What is written after the command; None if it is nothing that can be done."""
    words = " ".join((arguments or "").split()).lower()
    if words in ("", Wish.LIST):
        return Asked(Wish.LIST)
    if words == Wish.REPLAY_ALL:
        return Asked(Wish.REPLAY_ALL)
    found = _ABOUT_ONE.fullmatch(words)
    return None if found is None else Asked(Wish(found["wish"]), int(found["letter"]))


def router() -> Router:
    router = for_operators(Router(name="dlq"))
    router.message.register(dlq, Command("dlq"), in_admin_chat)
    return router


async def dlq(
    message: Message,
    command: CommandObject,
    person: Person,
    wording: Translator,
    dead_letters: DeadLetterDesk,
) -> None:
    asked = read_wish(command.args)
    if asked is None:
        screen = usage_screen(wording)
    elif asked.letter is None:
        screen = await _about_all(asked, person, wording, dead_letters)
    else:
        screen = await _about_one(asked, asked.letter, person, wording, dead_letters)
    await show(message, screen)


async def _about_all(
    asked: Asked, person: Person, wording: Translator, dead_letters: DeadLetterDesk
) -> Screen:
    page = await dead_letters.page(0)
    if asked.wish is Wish.REPLAY_ALL and page.letters:
        return all_screen(page.total, page.letters[0].id, dead_letters.until(), wording)
    return list_screen(page, ZoneInfo(person.time_zone), wording)


async def _about_one(
    asked: Asked, number: int, person: Person, wording: Translator, dead_letters: DeadLetterDesk
) -> Screen:
    letter = await dead_letters.letters.find(number)
    if letter is None:
        return gone_screen(number, wording)
    if asked.wish is Wish.SHOW:
        return letter_screen(letter, ZoneInfo(person.time_zone), wording)
    if asked.wish is Wish.DROP:
        return deed_screen(letter, Deed.DROP, dead_letters.until(), wording)
    if not await dead_letters.do(Deed.REPLAY, letter, person):
        return gone_screen(number, wording)
    return done_screen(letter, Deed.REPLAY, wording)
