"""The language of a group's digests, from its card."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.buttons.groups import GroupButton, GroupLanguageButton, OnGroup
from bot.translator import Translator
from bot.views.preferences import group_language_screen
from handlers.commands.cards import Cards
from handlers.commands.managed import managed_group
from handlers.commands.showing import turn_into
from handlers.commands.where import PRESSED_IN_PRIVATE
from pipeline.groups.access import Access
from pipeline.groups.models import Person
from pipeline.schedules.preferences import Preferences


def router() -> Router:
    router = Router(name="group language")
    asked = GroupButton.filter(F.action == OnGroup.LANGUAGE)
    router.callback_query.register(offer, asked, PRESSED_IN_PRIVATE)
    router.callback_query.register(choose, GroupLanguageButton.filter(), PRESSED_IN_PRIVATE)
    return router


async def offer(
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
    await turn_into(callback, group_language_screen(group, wording))


async def choose(
    callback: CallbackQuery,
    callback_data: GroupLanguageButton,
    person: Person,
    wording: Translator,
    access: Access,
    preferences: Preferences,
    cards: Cards,
) -> None:
    at = (callback_data.tenant, callback_data.group)
    found = await managed_group(callback, *at, person, wording, access)
    if found is None:
        return
    group = await preferences.language_of_group(found, callback_data.language)
    await turn_into(callback, await cards.screen(group, person, wording))
