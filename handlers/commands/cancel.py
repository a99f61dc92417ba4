from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.translator import Translator
from bot.views.screen import Screen
from handlers.commands.showing import show


def router() -> Router:
    router = Router(name="cancel")
    router.message.register(cancel, Command("cancel"))
    return router


async def cancel(message: Message, state: FSMContext, wording: Translator) -> None:
    """Whatever dialogue there is, of whichever command."""
    begun = await state.get_state() is not None
    await state.clear()
    told = wording.say("bot-cancelled" if begun else "bot-nothing-to-cancel")
    await show(message, Screen(told))
