from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.telegram.commands import Menu
from bot.translator import Translator
from bot.views.greeting import help_screen
from handlers.commands.operating import in_admin_chat
from handlers.commands.showing import show
from handlers.commands.where import IN_GROUP, IN_PRIVATE


def router() -> Router:
    router = Router(name="help")
    router.message.register(help_in_admin_chat, Command("help"), in_admin_chat)
    router.message.register(help_in_private, Command("help"), IN_PRIVATE)
    router.message.register(help_in_group, Command("help"), IN_GROUP)
    return router


async def help_in_admin_chat(message: Message, wording: Translator, menu: Menu) -> None:
    names = menu.of_admin_chat(private=message.chat.type == "private")
    await show(message, help_screen(names, wording))


async def help_in_private(message: Message, wording: Translator, menu: Menu) -> None:
    await show(message, help_screen(menu.private, wording))


async def help_in_group(message: Message, wording: Translator, menu: Menu) -> None:
    await show(message, help_screen(menu.group_admins, wording))
