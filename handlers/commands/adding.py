"""A group is added by what the person sends: an address, or a message of the group."""

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, MessageOriginChannel, MessageOriginChat

from bot.buttons.groups import AddingButton
from bot.translator import Translator
from bot.views.group_list import adding_screen, connection_screen
from handlers.commands.showing import refuse, show, turn_into
from handlers.commands.states import Asked
from handlers.commands.where import IN_PRIVATE, NO_COMMAND, PRESSED_IN_PRIVATE, chat_of
from pipeline.groups.addresses import read_address
from pipeline.groups.connecting import Connecting, Connection
from pipeline.groups.models import Person
from pipeline.groups.sighting import Sighting


def router() -> Router:
    router = Router(name="adding")
    router.callback_query.register(offer, AddingButton.filter(), PRESSED_IN_PRIVATE)
    router.message.register(by_forward, F.forward_origin, IN_PRIVATE)
    router.message.register(by_address, Asked.address, IN_PRIVATE, NO_COMMAND)
    return router


async def offer(callback: CallbackQuery, state: FSMContext, wording: Translator, bot: Bot) -> None:
    await state.set_state(Asked.address)
    me = await bot.me()
    await turn_into(callback, adding_screen(me.username or "", wording))


async def by_forward(
    message: Message,
    person: Person,
    state: FSMContext,
    wording: Translator,
    connecting: Connecting,
    sighting: Sighting,
) -> None:
    match message.forward_origin:
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            connection = await connecting.shown(chat_of(chat), person)
        case _:
            await refuse(message, wording.say("bot-forward-unnamed"))
            return
    await _answer(message, connection, state, wording, sighting)


async def by_address(
    message: Message,
    person: Person,
    state: FSMContext,
    wording: Translator,
    connecting: Connecting,
    sighting: Sighting,
) -> None:
    address = read_address(message.text or message.caption or "")
    if address is None:
        await refuse(message, wording.say("bot-adding-unclear"))
        return
    connection = await connecting.addressed(address, person)
    await _answer(message, connection, state, wording, sighting)


async def _answer(
    message: Message,
    connection: Connection,
    state: FSMContext,
    wording: Translator,
    sighting: Sighting,
) -> None:
    blind = False
    if connection.group is not None:
        await state.clear()
        blind = await sighting.is_blind(connection.group)
    await show(message, connection_screen(connection, wording, blind=blind))
