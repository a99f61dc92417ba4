from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot.buttons.groups import GroupButton, OnGroup
from bot.translator import Translator
from handlers.commands.cards import Cards
from handlers.commands.showing import refuse, turn_into
from handlers.commands.where import PRESSED_IN_PRIVATE
from pipeline.groups.access import Access
from pipeline.groups.finding import readable_group
from pipeline.groups.models import Person
from pipeline.ingest.models import GroupId, TenantId


def router() -> Router:
    router = Router(name="group card")
    card = GroupButton.filter(F.action == OnGroup.CARD)
    router.callback_query.register(show_card, card, PRESSED_IN_PRIVATE)
    return router


async def show_card(
    callback: CallbackQuery,
    callback_data: GroupButton,
    person: Person,
    state: FSMContext,
    wording: Translator,
    access: Access,
    cards: Cards,
) -> None:
    tenant, number = TenantId(callback_data.tenant), GroupId(callback_data.group)
    group = await readable_group(access, tenant, number, person.id)
    if group is None:
        await refuse(callback, wording.say("bot-no-such-group"))
        return
    await state.clear()
    await turn_into(callback, await cards.screen(group, person, wording))
