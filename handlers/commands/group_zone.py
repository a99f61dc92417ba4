"""The time zone of a group, from its card: by a button, or by words."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.buttons.groups import GroupButton, GroupZoneButton, OnGroup
from bot.translator import Translator
from bot.views.preferences import group_zone_screen, group_zone_set_screen
from bot.views.schedule_zones import is_zone
from handlers.commands.cards import Cards
from handlers.commands.managed import managed_group
from handlers.commands.showing import refuse, show, turn_into
from handlers.commands.states import Asked
from handlers.commands.where import IN_PRIVATE, NO_COMMAND, PRESSED_IN_PRIVATE
from pipeline.groups.access import Access
from pipeline.groups.models import Person
from pipeline.groups.zones import find_zone
from pipeline.schedules.preferences import Preferences


def router() -> Router:
    router = Router(name="group zone")
    asked = GroupButton.filter(F.action == OnGroup.ZONE)
    offered = GroupZoneButton.filter(F.zone.func(is_zone))
    router.callback_query.register(offer, asked, PRESSED_IN_PRIVATE)
    router.callback_query.register(choose, offered, PRESSED_IN_PRIVATE)
    router.message.register(read, Asked.group_zone, IN_PRIVATE, NO_COMMAND)
    return router


async def offer(
    callback: CallbackQuery,
    callback_data: GroupButton,
    person: Person,
    state: FSMContext,
    wording: Translator,
    access: Access,
) -> None:
    at = (callback_data.tenant, callback_data.group)
    group = await managed_group(callback, *at, person, wording, access)
    if group is None:
        return
    await state.set_state(Asked.group_zone)
    await state.set_data({"tenant": group.tenant, "group": group.id})
    code = callback.from_user.language_code or ""
    await turn_into(callback, group_zone_screen(group, person, code, wording))


async def choose(
    callback: CallbackQuery,
    callback_data: GroupZoneButton,
    person: Person,
    state: FSMContext,
    wording: Translator,
    access: Access,
    preferences: Preferences,
    cards: Cards,
) -> None:
    at = (callback_data.tenant, callback_data.group)
    found = await managed_group(callback, *at, person, wording, access)
    if found is None:
        return
    await state.clear()
    group, _ = await preferences.zone_of_group(found, callback_data.zone)
    await turn_into(callback, await cards.screen(group, person, wording))


async def read(
    message: Message,
    person: Person,
    state: FSMContext,
    wording: Translator,
    access: Access,
    preferences: Preferences,
) -> None:
    zone = find_zone(message.text or "")
    if zone is None:
        await refuse(message, wording.say("bot-zone-unclear"))
        return
    data = await state.get_data()
    await state.clear()
    found = await managed_group(message, data["tenant"], data["group"], person, wording, access)
    if found is None:
        return
    group, moved = await preferences.zone_of_group(found, zone)
    await show(message, group_zone_set_screen(group, moved, wording))
