from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.buttons.people import LanguageButton, OnStart, StartButton
from bot.telegram.senders import Sender
from bot.translator import Translator, Translators
from bot.views.preferences import chat_language_screen, language_screen
from bot.views.screen import Screen
from handlers.commands.asking import manages_here
from handlers.commands.showing import refuse, show, turn_into
from handlers.commands.where import (
    IN_GROUP,
    IN_PRIVATE,
    PRESSED_IN_GROUP,
    PRESSED_IN_PRIVATE,
)
from pipeline.groups.access import Access
from pipeline.groups.finding import answering
from pipeline.groups.models import Person
from pipeline.groups.ports import GroupBook
from pipeline.schedules.preferences import Preferences


def router() -> Router:
    router = Router(name="language")
    router.message.register(ask, Command("language"), IN_PRIVATE)
    router.message.register(ask_in_group, Command("language"), IN_GROUP)
    from_start = StartButton.filter(F.action == OnStart.LANGUAGE)
    router.callback_query.register(offer_languages, from_start, PRESSED_IN_PRIVATE)
    chosen = LanguageButton.filter()
    router.callback_query.register(choose, chosen, PRESSED_IN_PRIVATE)
    router.callback_query.register(choose_in_group, chosen, PRESSED_IN_GROUP)
    return router


async def ask(message: Message, wording: Translator) -> None:
    await show(message, language_screen(wording))


async def offer_languages(callback: CallbackQuery, wording: Translator) -> None:
    await turn_into(callback, language_screen(wording))


async def ask_in_group(
    message: Message,
    sender: Sender,
    person: Person,
    wording: Translator,
    groups: GroupBook,
    access: Access,
) -> None:
    group = answering(await groups.of_chat(message.chat.id))
    if group is None:
        await refuse(message, wording.say("bot-not-connected"))
        return
    if not await manages_here(sender, person, group, access):
        await refuse(message, wording.say("bot-managers-only"))
        return
    await show(message, chat_language_screen(wording))


async def choose(
    callback: CallbackQuery,
    callback_data: LanguageButton,
    person: Person,
    preferences: Preferences,
    translators: Translators,
) -> None:
    await preferences.language_of_person(person, callback_data.language)
    told = translators.into(callback_data.language).say("bot-language-set")
    await turn_into(callback, Screen(told))


async def choose_in_group(
    callback: CallbackQuery,
    callback_data: LanguageButton,
    sender: Sender,
    person: Person,
    own_wording: Translator,
    groups: GroupBook,
    access: Access,
    preferences: Preferences,
    translators: Translators,
) -> None:
    chat = callback.message.chat.id if callback.message else 0
    group = answering(await groups.of_chat(chat))
    if group is None or not await manages_here(sender, person, group, access):
        await refuse(callback, own_wording.say("bot-managers-only"))
        return
    await preferences.language_of_group(group, callback_data.language)
    told = translators.into(callback_data.language).say("bot-language-set-group")
    await turn_into(callback, Screen(told))
