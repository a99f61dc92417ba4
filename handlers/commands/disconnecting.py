from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.buttons.groups import DisconnectButton, GroupButton, OnGroup
from bot.translator import Translator
from bot.views.group_card import disconnect_screen, disconnected_screen
from handlers.commands.managed import managed_group
from handlers.commands.showing import turn_into
from handlers.commands.where import PRESSED_IN_PRIVATE
from pipeline.groups.access import Access
from pipeline.groups.models import Person
from pipeline.groups.ports import GroupBook


def router() -> Router:
    router = Router(name="disconnecting")
    asked = GroupButton.filter(F.action == OnGroup.DISCONNECT)
    router.callback_query.register(ask, asked, PRESSED_IN_PRIVATE)
    router.callback_query.register(disconnect, DisconnectButton.filter(), PRESSED_IN_PRIVATE)
    return router


async def ask(
    callback: CallbackQuery,
    callback_data: GroupButton,
    person: Person,
    wording: Translator,
    access: Access,
) -> None:
    at = (callback_data.tenant, callback_data.group)
    group = await managed_group(callback, *at, person, wording, access)
    if group is None:
        return
    await turn_into(callback, disconnect_screen(group, wording))


async def disconnect(
    callback: CallbackQuery,
    callback_data: DisconnectButton,
    person: Person,
    wording: Translator,
    access: Access,
    groups: GroupBook,
) -> None:
    at = (callback_data.tenant, callback_data.group)
    group = await managed_group(callback, *at, person, wording, access)
    if group is None:
        return
    for reader in group.readers:
        await groups.disconnect(group.tenant, group.id, reader)
    await turn_into(callback, disconnected_screen(group, wording))
