from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.buttons.groups import GroupsPageButton
from bot.buttons.links import GROUPS
from bot.translator import Translator
from bot.views.greeting import private_door
from bot.views.group_list import list_screen
from handlers.commands.showing import show, turn_into
from handlers.commands.where import IN_GROUP, IN_PRIVATE, PRESSED_IN_PRIVATE
from pipeline.groups.access import Access
from pipeline.groups.models import Person


def router() -> Router:
    router = Router(name="groups")
    from_link = CommandStart(deep_link=True, magic=F.args == GROUPS)
    router.message.register(list_groups, Command("groups"), IN_PRIVATE)
    router.message.register(list_groups, from_link, IN_PRIVATE)
    router.message.register(invite_to_private, Command("groups"), IN_GROUP)
    router.callback_query.register(turn_page, GroupsPageButton.filter(), PRESSED_IN_PRIVATE)
    return router


async def list_groups(
    message: Message, person: Person, wording: Translator, access: Access
) -> None:
    readable = await access.readable(person.id)
    await show(message, list_screen(readable, 0, wording))


async def turn_page(
    callback: CallbackQuery,
    callback_data: GroupsPageButton,
    person: Person,
    state: FSMContext,
    wording: Translator,
    access: Access,
) -> None:
    await state.clear()
    readable = await access.readable(person.id)
    await turn_into(callback, list_screen(readable, callback_data.page, wording))


async def invite_to_private(message: Message, wording: Translator, bot: Bot) -> None:
    """Which groups somebody is in is nobody else's business."""
    me = await bot.me()
    await show(message, private_door(me.username or "", GROUPS, wording))
