"""A conversation that only the kill switch keeps from somebody: they are told so, once."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from aiogram import F, Router
from aiogram.types import Message

from bot.translator import Translator
from handlers.commands.showing import refuse
from handlers.commands.talking import TalkDesk
from handlers.commands.where import IN_PRIVATE, NO_COMMAND
from pipeline.groups.models import Person
from pipeline.rollout.models import Feature

AGAIN: Final = timedelta(hours=6)
_SPOKEN: Final = {"voice", "audio", "video_note", "sticker"}
_REMEMBERED: Final = 10_000
"""Chats that were told last; of more, those of the longest ago are told again."""


def router() -> Router:
    """Comes after the conversation, and before what a plain bot says of words."""
    router, once = Router(name="resting"), _Once()
    # It comes last, for it counts whom it is asked about as told.
    router.message.register(tell, F.text, NO_COMMAND, once.is_to_be_told)
    router.message.register(tell, F.content_type.in_(_SPOKEN), IN_PRIVATE, once.is_to_be_told)
    return router


async def tell(message: Message, wording: Translator) -> None:
    """In a group only what is addressed to the bot comes here (``bot.telegram.updates``)."""
    await refuse(message, wording.say("alfred-resting"))


class _Once:
    """Each chat is told once in some hours."""

    def __init__(self) -> None:
        self._told: OrderedDict[int, datetime] = OrderedDict()

    async def is_to_be_told(self, message: Message, person: Person, talk_desk: TalkDesk) -> bool:
        """A filter."""
        chat = message.chat.id
        if not talk_desk.rollout.is_withheld(Feature.CHAT_V11, person.id):
            return False
        told = self._told.get(chat)
        if told is not None and message.date - told < AGAIN:
            return False
        self._told.pop(chat, None)
        self._told[chat] = message.date
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        return True
