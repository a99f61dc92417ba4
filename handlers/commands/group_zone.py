"""The time zone of a group, from its card: by a button, or by words."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.buttons.groups import GroupButton, GroupZoneButton, OnGroup
from bot.translator import Translator
from bot.views.preferences import group_zone_screen, group_zone_set_screen
from bot.views.schedule_zones import OFFERED
from handlers.commands.cards import Cards
from handlers.commands.showing import refuse, show, turn_into
from handlers.commands.states import Asked
from handlers.commands.where import IN_PRIVATE, NO_COMMAND, PRESSED_IN_PRIVATE
from pipeline.groups.access import Access
from pipeline.groups.finding import manageable_group
from pipeline.groups.models import Person
from pipeline.groups.ports import GroupBook
from pipeline.groups.zones import find_zone
from pipeline.ingest.models import GroupId, TenantId


def router() -> Router:
    router = Router(name="group zone")
    asked = GroupButton.filter(F.action == OnGroup.ZONE)
    offered = GroupZoneButton.filter(F.zone.in_(OFFERED))
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
    tenant, number = TenantId(callback_data.tenant), GroupId(callback_data.group)
    group = await manageable_group(access, tenant, number, person.id)
    if group is None:
        await refuse(callback, wording.say("bot-managers-only"))
        return
    await state.set_state(Asked.group_zone)
    await state.set_data({"tenant": tenant, "group": number})
    await turn_into(callback, group_zone_screen(group, wording))


async def choose(
    callback: CallbackQuery,
    callback_data: GroupZoneButton,
    person: Person,
    state: FSMContext,
    wording: Translator,
    access: Access,
    groups: GroupBook,
    cards: Cards,
) -> None:
    tenant, number = TenantId(callback_data.tenant), GroupId(callback_data.group)
    if await manageable_group(access, tenant, number, person.id) is None:
        await refuse(callback, wording.say("bot-managers-only"))
        return
    await state.clear()
    group = await groups.configure(tenant, number, time_zone=callback_data.zone)
    await turn_into(callback, await cards.screen(group, person, wording))


async def read(
    message: Message,
    person: Person,
    state: FSMContext,
    wording: Translator,
    access: Access,
    groups: GroupBook,
) -> None:
    zone = find_zone(message.text or "")
    if zone is None:
        await refuse(message, wording.say("bot-zone-unclear"))
        return
    data = await state.get_data()
    await state.clear()
    tenant, number = TenantId(data["tenant"]), GroupId(data["group"])
    if await manageable_group(access, tenant, number, person.id) is None:
        await refuse(message, wording.say("bot-managers-only"))
        return
    group = await groups.configure(tenant, number, time_zone=zone)
    await show(message, group_zone_set_screen(group, wording))
