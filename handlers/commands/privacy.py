from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.telegram.commands import Menu
from bot.translator import Translator
from bot.views.greeting import privacy_screen
from handlers.commands.showing import show


def router() -> Router:
    router = Router(name="privacy")
    router.message.register(tell_what_is_kept, Command("privacy"))
    return router


async def tell_what_is_kept(message: Message, wording: Translator, menu: Menu) -> None:
    await show(message, privacy_screen(wording, remembers="memory" in menu.private))
