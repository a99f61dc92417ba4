"""``/gonogo``: a checklist before a feature is let further, measured and answered by people."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.buttons.gonogo import MeasureButton, ReplyButton
from bot.operators.names import OperatorNames, owner_of
from bot.translator import Translator
from bot.views.gonogo import checklist_screen, gonogo_usage_screen, no_checklist_screen
from bot.views.rollout import unknown_screen
from bot.views.screen import Screen
from handlers.commands.canary_words import Unknown, named_feature
from handlers.commands.operating import for_operators, in_admin_chat
from handlers.commands.showing import refuse, show, turn_into
from pipeline.groups.models import Person
from pipeline.rollout.checklist import Check, Checklist, Checklists
from pipeline.rollout.models import Feature

LAST: Final = "last"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    feature: Feature
    last: bool = False


def read_gonogo(arguments: str | None) -> Asked | Unknown | None:
    """A feature, and whether only its last checklist is to be shown; None if it is neither."""
    match (arguments or "").split():
        case [word]:
            last = False
        case [word, again] if again.lower() == LAST:
            last = True
        case _:
            return None
    feature = named_feature(word)
    return Unknown(word) if feature is None else Asked(feature, last)


@dataclass(frozen=True, slots=True)
class GoNoGoDesk:
    checklists: Checklists
    measure: Callable[[Feature], Awaitable[tuple[Check, ...]]]
    names: OperatorNames
    now: Callable[[], datetime]

    async def begin(self, feature: Feature, person: Person, wording: Translator) -> Screen:
        checks = await self.measure(feature)
        begun = await self.checklists.begin(feature, owner_of(person.id), checks)
        _log.info("checklist %s of %s by person %s", begun.id, feature, person.id)
        return await self.screen(begun, person, wording)

    async def screen(self, checklist: Checklist, person: Person, wording: Translator) -> Screen:
        owners = (checklist.owner, *(each.owner for each in checklist.replies))
        names = await self.names.of(owners)
        zone = ZoneInfo(person.time_zone)
        return checklist_screen(checklist, names, self.now(), zone, wording)


def router() -> Router:
    router = for_operators(Router(name="gonogo"))
    router.message.register(gonogo, Command("gonogo"), in_admin_chat)
    router.callback_query.register(answer, ReplyButton.filter(), in_admin_chat)
    router.callback_query.register(measure_again, MeasureButton.filter(), in_admin_chat)
    return router


async def gonogo(
    message: Message,
    command: CommandObject,
    person: Person,
    wording: Translator,
    gonogo_desk: GoNoGoDesk,
) -> None:
    asked = read_gonogo(command.args)
    if asked is None:
        screen = gonogo_usage_screen(wording)
    elif isinstance(asked, Unknown):
        screen = unknown_screen(asked.word, [*Feature], wording)
    elif not asked.last:
        screen = await gonogo_desk.begin(asked.feature, person, wording)
    elif (last := await gonogo_desk.checklists.last(asked.feature)) is None:
        screen = no_checklist_screen(asked.feature, wording)
    else:
        screen = await gonogo_desk.screen(last, person, wording)
    await show(message, screen)


async def answer(
    callback: CallbackQuery,
    callback_data: ReplyButton,
    person: Person,
    wording: Translator,
    gonogo_desk: GoNoGoDesk,
) -> None:
    """Take it down with the name of who pressed, if the checklist is as it was shown."""
    number, question, yes = callback_data.checklist, callback_data.question, callback_data.yes
    changed = await gonogo_desk.checklists.answer(
        number, callback_data.version, question, owner_of(person.id), yes=yes
    )
    if changed is not None:
        _log.info("checklist %s: %s is %s, by person %s", number, question, yes, person.id)
    await _show_now(callback, changed, number, person, wording, gonogo_desk)


async def measure_again(
    callback: CallbackQuery,
    callback_data: MeasureButton,
    person: Person,
    wording: Translator,
    gonogo_desk: GoNoGoDesk,
) -> None:
    number, version = callback_data.checklist, callback_data.version
    known = await gonogo_desk.checklists.find(number)
    changed = None
    if known is not None and known.version == version and known.takes(gonogo_desk.now()):
        checks = await gonogo_desk.measure(known.feature)
        changed = await gonogo_desk.checklists.measure(number, version, checks)
    await _show_now(callback, changed, number, person, wording, gonogo_desk)


async def _show_now(
    callback: CallbackQuery,
    changed: Checklist | None,
    number: int,
    person: Person,
    wording: Translator,
    desk: GoNoGoDesk,
) -> None:
    """What became of it; of one that could not be changed, why, and how it stands."""
    known = changed or await desk.checklists.find(number)
    if known is None:
        await refuse(callback, wording.say("gonogo-gone"))
        return
    if changed is None:
        late = "changed" if known.takes(desk.now()) else "over"
        await refuse(callback, wording.say("gonogo-refused", why=late, feature=known.feature))
    await turn_into(callback, await desk.screen(known, person, wording))
