"""A person's own time zone: by a button, or by words."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.buttons.people import OnSettings, SettingsButton, ZoneButton
from bot.translator import Translator
from bot.views.preferences import settings_screen, zone_screen
from bot.views.schedule_zones import is_zone
from handlers.commands.showing import refuse, show, turn_into
from handlers.commands.states import Asked
from handlers.commands.where import IN_PRIVATE, NO_COMMAND, PRESSED_IN_PRIVATE
from pipeline.groups.models import Person
from pipeline.groups.zones import find_zone
from pipeline.schedules.preferences import Preferences


def router() -> Router:
    router = Router(name="zone")
    asked = SettingsButton.filter(F.action == OnSettings.ZONE)
    offered = ZoneButton.filter(F.zone.func(is_zone))
    router.callback_query.register(offer, asked, PRESSED_IN_PRIVATE)
    router.callback_query.register(choose, offered, PRESSED_IN_PRIVATE)
    router.message.register(read, Asked.zone, IN_PRIVATE, NO_COMMAND)
    return router


async def offer(
    callback: CallbackQuery, person: Person, state: FSMContext, wording: Translator
) -> None:
    await state.set_state(Asked.zone)
    code = callback.from_user.language_code or ""
    await turn_into(callback, zone_screen(person, code, wording))


async def choose(
    callback: CallbackQuery,
    callback_data: ZoneButton,
    person: Person,
    state: FSMContext,
    wording: Translator,
    preferences: Preferences,
) -> None:
    await state.clear()
    changed, moved = await preferences.zone_of_person(person, callback_data.zone)
    await turn_into(callback, settings_screen(changed, wording, moved))


async def read(
    message: Message,
    person: Person,
    state: FSMContext,
    wording: Translator,
    preferences: Preferences,
) -> None:
    zone = find_zone(message.text or "")
    if zone is None:
        await refuse(message, wording.say("bot-zone-unclear"))
        return
    await state.clear()
    changed, moved = await preferences.zone_of_person(person, zone)
    await show(message, settings_screen(changed, wording, moved))
