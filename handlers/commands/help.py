from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.translator import Translator
from bot.views.greeting import help_screen
from handlers.commands.menu import MENU
from handlers.commands.showing import show
from handlers.commands.where import IN_GROUP, IN_PRIVATE


def router() -> Router:
    router = Router(name="help")
    router.message.register(help_in_private, Command("help"), IN_PRIVATE)
    router.message.register(help_in_group, Command("help"), IN_GROUP)
    return router


async def help_in_private(message: Message, wording: Translator) -> None:
    await show(message, help_screen(MENU.private, wording))


async def help_in_group(message: Message, wording: Translator) -> None:
    await show(message, help_screen(MENU.group_admins, wording))
