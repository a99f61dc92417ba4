"""The button below an alarm: an operator takes care of it, and everybody there sees who."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.buttons.alerts import AcknowledgeButton
from bot.translator import Translator
from bot.views.legible import harmless, shorten
from handlers.commands.operating import for_operators, in_admin_chat
from handlers.commands.showing import refuse
from pipeline.groups.models import PersonId
from pipeline.operators.alerts import Acknowledgement, Alarm, AlarmNumber, Alarms

_NAME: Final = 64


@dataclass(frozen=True, slots=True)
class AlarmDesk:
    alarms: Alarms
    now: Callable[[], datetime]
    hurry: Callable[[], None]
    """Has what changed shown at once."""

    async def take(self, number: AlarmNumber, person: PersonId, name: str) -> Alarm | None:
        """Note that they take care of it; None if there is nothing left to take care of."""
        by = Acknowledgement(person, shorten(harmless(name), _NAME), self.now())
        alarm = await self.alarms.acknowledge(number, by)
        self.hurry()
        return alarm


def router() -> Router:
    router = for_operators(Router(name="alerts"))
    router.callback_query.register(acknowledge, AcknowledgeButton.filter(), in_admin_chat)
    return router


async def acknowledge(
    callback: CallbackQuery,
    callback_data: AcknowledgeButton,
    own_wording: Translator,
    alarm_desk: AlarmDesk,
) -> None:
    """Take it; the message itself is written anew by who keeps it up to date."""
    who = callback.from_user
    number = AlarmNumber(callback_data.alarm)
    alarm = await alarm_desk.take(number, PersonId(who.id), who.full_name)
    if alarm is None or alarm.acknowledged is None:
        await refuse(callback, own_wording.say("alert-over"))
    elif alarm.acknowledged.person != who.id:
        await refuse(callback, own_wording.say("alert-taken-before", name=alarm.acknowledged.name))
    else:
        await callback.answer(own_wording.say("alert-taken-now"))
