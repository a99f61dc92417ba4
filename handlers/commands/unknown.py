"""What nobody else understood."""

from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.translator import Translator
from handlers.commands.showing import refuse
from handlers.commands.where import IN_GROUP, IN_PRIVATE

_SAID: Final = {
    "text",
    "photo",
    "voice",
    "audio",
    "video",
    "video_note",
    "document",
    "sticker",
    "animation",
}


def router() -> Router:
    router = Router(name="unknown")
    a_command = F.text.startswith("/")
    router.message.register(refuse_command, a_command, IN_PRIVATE)
    # One without our name may be another bot's.
    to_us = F.text.regexp(r"/\w+@")
    router.message.register(refuse_command, to_us, IN_GROUP)
    router.message.register(refuse_words, F.content_type.in_(_SAID), IN_PRIVATE)
    router.callback_query.register(refuse_button)
    return router


async def refuse_command(message: Message, wording: Translator) -> None:
    await refuse(message, wording.say("bot-unknown-command"))


async def refuse_words(message: Message, wording: Translator) -> None:
    await refuse(message, wording.say("bot-unknown-words"))


async def refuse_button(callback: CallbackQuery, own_wording: Translator) -> None:
    await refuse(callback, own_wording.say("bot-stale-button"))
