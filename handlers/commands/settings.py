from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.buttons.links import SETTINGS, group_payload
from bot.buttons.people import OnSettings, SettingsButton
from bot.translator import Translator
from bot.views.greeting import private_door
from bot.views.preferences import settings_screen
from handlers.commands.language import offer_languages
from handlers.commands.showing import show, turn_into
from handlers.commands.where import IN_GROUP, IN_PRIVATE, PRESSED_IN_PRIVATE
from pipeline.groups.finding import answering
from pipeline.groups.models import Person
from pipeline.groups.ports import GroupBook, People


def router() -> Router:
    router = Router(name="settings")
    from_link = CommandStart(deep_link=True, magic=F.args == SETTINGS)
    router.message.register(show_settings, Command("settings"), IN_PRIVATE)
    router.message.register(show_settings, from_link, IN_PRIVATE)
    router.message.register(invite_to_private, Command("settings"), IN_GROUP)
    for action, handler in (
        (OnSettings.SHOW, go_back),
        (OnSettings.RICH, change_look),
        (OnSettings.PLAIN, change_look),
        (OnSettings.LANGUAGE, offer_languages),
    ):
        pressed = SettingsButton.filter(F.action == action)
        router.callback_query.register(handler, pressed, PRESSED_IN_PRIVATE)
    return router


async def show_settings(message: Message, person: Person, wording: Translator) -> None:
    await show(message, settings_screen(person, wording))


async def go_back(
    callback: CallbackQuery, person: Person, state: FSMContext, wording: Translator
) -> None:
    await state.clear()
    await turn_into(callback, settings_screen(person, wording))


async def change_look(
    callback: CallbackQuery,
    callback_data: SettingsButton,
    person: Person,
    wording: Translator,
    people: People,
) -> None:
    rich = callback_data.action is OnSettings.RICH
    changed = await people.change(person.id, rich=rich)
    await turn_into(callback, settings_screen(changed, wording))


async def invite_to_private(
    message: Message, wording: Translator, groups: GroupBook, bot: Bot
) -> None:
    """To the group's card, if it is read."""
    group = answering(await groups.of_chat(message.chat.id))
    payload = SETTINGS if group is None else group_payload(group)
    me = await bot.me()
    await show(message, private_door(me.username or "", payload, wording))
