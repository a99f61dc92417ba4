"""``/pause_ingest`` and ``/resume_ingest``: operators stop the reading of groups by accounts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.buttons.pausing import ResumeButton
from bot.operators.names import OperatorNames, owner_of
from bot.translator import Translator
from bot.views.pausing import (
    paused_screen,
    pausing_usage_screen,
    resumed_screen,
    unknown_target_screen,
)
from bot.views.screen import Screen
from handlers.commands.operating import for_operators, in_admin_chat
from handlers.commands.pausing_words import LIST, Wanted, read_pause, read_resume
from handlers.commands.showing import show, turn_into
from pipeline.groups.models import Person
from pipeline.ingest.pauses import KnownPauses, Pauses, Reach, Target

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PauseDesk:
    pauses: Pauses
    known: KnownPauses
    names: OperatorNames
    now: Callable[[], datetime]

    async def begin(self, wanted: Wanted, person: Person, wording: Translator) -> Screen:
        pause = await self.pauses.begin(
            wanted.target, owner_of(person.id), lasts=wanted.lasts, note=wanted.note
        )
        if pause is None:
            return unknown_target_screen(wanted.target, wording)
        _log.info("reading of %s is paused by person %s", wanted.target.reach, person.id)
        return await self.shown(person, wording)

    async def end(self, target: Target | None, person: Person, wording: Translator) -> Screen:
        ended = await self.pauses.end(target, owner_of(person.id))
        _log.info("%s pauses of reading are ended by person %s", len(ended), person.id)
        left = await self.pauses.in_force()
        self.known.learn(left)
        names = await self.names.of(each.owner for each in left)
        return resumed_screen(ended, left, names, self.now(), _zone(person), wording)

    async def shown(self, person: Person, wording: Translator) -> Screen:
        """All that are in force, which this process obeys from now on."""
        pauses = await self.pauses.in_force()
        self.known.learn(pauses)
        names = await self.names.of(each.owner for each in pauses)
        return paused_screen(pauses, names, _zone(person), wording)


def router() -> Router:
    router = for_operators(Router(name="pausing"))
    router.message.register(pause_ingest, Command("pause_ingest"), in_admin_chat)
    router.message.register(resume_ingest, Command("resume_ingest"), in_admin_chat)
    router.callback_query.register(resume_by_button, ResumeButton.filter(), in_admin_chat)
    return router


async def pause_ingest(
    message: Message,
    command: CommandObject,
    person: Person,
    wording: Translator,
    pause_desk: PauseDesk,
) -> None:
    """At once, for it loses nothing and is taken back by a press."""
    if (command.args or "").strip().lower() == LIST:
        screen = await pause_desk.shown(person, wording)
    elif (wanted := read_pause(command.args)) is None:
        screen = pausing_usage_screen(wording)
    else:
        screen = await pause_desk.begin(wanted, person, wording)
    await show(message, screen)


async def resume_ingest(
    message: Message,
    command: CommandObject,
    person: Person,
    wording: Translator,
    pause_desk: PauseDesk,
) -> None:
    """Without a word: whatever is paused."""
    target = read_resume(command.args)
    if target is None:
        screen = pausing_usage_screen(wording)
    else:
        screen = await pause_desk.end(target if command.args else None, person, wording)
    await show(message, screen)


async def resume_by_button(
    callback: CallbackQuery,
    callback_data: ResumeButton,
    person: Person,
    wording: Translator,
    pause_desk: PauseDesk,
) -> None:
    reach, number = callback_data.reach, callback_data.number
    target = Target(reach, 0 if reach is Reach.ALL else number)
    await turn_into(callback, await pause_desk.end(target, person, wording))


def _zone(person: Person) -> ZoneInfo:
    return ZoneInfo(person.time_zone)
