"""An administrator has the bot read a group in which nobody stands for it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.buttons.groups import ClaimButton
from bot.telegram.senders import Sender
from bot.translator import Translator, Translators
from bot.views.greeting import claimed_screen
from handlers.commands.showing import refuse, turn_into
from handlers.commands.where import PRESSED_IN_GROUP, chat_of
from pipeline.groups.connecting import Connecting
from pipeline.groups.models import Person
from pipeline.groups.sighting import Sighting


def router() -> Router:
    router = Router(name="claiming")
    router.callback_query.register(claim, ClaimButton.filter(), PRESSED_IN_GROUP)
    return router


async def claim(
    callback: CallbackQuery,
    sender: Sender,
    person: Person,
    own_wording: Translator,
    connecting: Connecting,
    sighting: Sighting,
    translators: Translators,
) -> None:
    if callback.message is None or not sender.is_person:
        await refuse(callback, own_wording.say("bot-managers-only"))
        return
    connection = await connecting.claimed(chat_of(callback.message.chat), person)
    if connection.group is None:
        await refuse(callback, own_wording.say("bot-managers-only"))
        return
    blind = await sighting.is_blind(connection.group)
    language = translators.into(connection.group.language)
    await turn_into(callback, claimed_screen(language, blind=blind))
