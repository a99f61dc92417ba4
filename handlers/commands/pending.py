"""``/fail_pending``: digests that are waited for and not there yet are called off."""

import logging

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.buttons.pending import CallOffButton
from bot.translator import Translator
from bot.views.pending import called_off_screen, moment_of, pending_screen
from handlers.commands.canary_desk import CanaryDesk
from handlers.commands.operating import for_operators, in_admin_chat
from handlers.commands.showing import refuse, show, turn_into
from pipeline.groups.models import Person
from pipeline.orders.unfinished import CallOff

_log = logging.getLogger(__name__)


def router() -> Router:
    router = for_operators(Router(name="pending"))
    router.message.register(fail_pending, Command("fail_pending"), in_admin_chat)
    router.callback_query.register(call_them_off, CallOffButton.filter(), in_admin_chat)
    return router


async def fail_pending(
    message: Message, wording: Translator, canary_desk: CanaryDesk, call_off: CallOff
) -> None:
    """Ask, with their number; what is ordered after the question is not among them."""
    now = canary_desk.now()
    pending = await call_off.pending(now)
    await show(message, pending_screen(pending, now, canary_desk.until(), wording))


async def call_them_off(
    callback: CallbackQuery,
    callback_data: CallOffButton,
    person: Person,
    wording: Translator,
    canary_desk: CanaryDesk,
    call_off: CallOff,
) -> None:
    if canary_desk.is_late(callback_data.until):
        await refuse(callback, wording.say("pending-expired"))
        return
    ended = await call_off(moment_of(callback_data.upto))
    _log.info("%s orders called off by person %s", ended, person.id)
    await turn_into(callback, called_off_screen(ended, wording))
