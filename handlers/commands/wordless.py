"""What is said to Alfred in private without words: he reads no more than a sticker's emoji."""

from collections import OrderedDict
from typing import Final

from aiogram import Bot, F, Router
from aiogram.types import Message, Update

from bot.telegram.senders import Sender
from bot.translator import Translator
from handlers.commands.showing import refuse
from handlers.commands.talking import TalkDesk, is_conversed_with
from handlers.commands.where import IN_PRIVATE
from pipeline.alfred.models import Source
from pipeline.digest.request import Language
from pipeline.groups.models import Person, PersonId

_WORDLESS: Final = {
    "photo",
    "video",
    "animation",
    "document",
    "sticker",
    "location",
    "venue",
    "contact",
    "poll",
    "dice",
    "story",
}
_WAYS: Final = 3
"""To say that words are needed."""
_REMEMBERED: Final = 10_000
"""People who were told so last; of more, those of the longest ago begin anew."""


def router() -> Router:
    """Comes after all that takes such things in a dialogue of its own."""
    router = Router(name="wordless")
    router.message.filter(IN_PRIVATE, is_conversed_with)
    router.message.register(answer_sticker, F.sticker.emoji)
    router.message.register(_AskForWords().ask, F.content_type.in_(_WORDLESS))
    return router


async def answer_sticker(
    message: Message,
    event_update: Update,
    bot: Bot,
    sender: Sender,
    person: Person,
    spoken_here: Language,
    talk_desk: TalkDesk,
) -> None:
    emoji = message.sticker.emoji if message.sticker else None
    if emoji and sender.is_person:
        await talk_desk.answer(bot, message, event_update, person, spoken_here, emoji, Source.TEXT)


class _AskForWords:
    """Never twice running in the same ones."""

    def __init__(self) -> None:
        self._told: OrderedDict[PersonId, int] = OrderedDict()

    async def ask(self, message: Message, person: Person, wording: Translator) -> None:
        variant = (self._told.pop(person.id, -1) + 1) % _WAYS
        self._told[person.id] = variant
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        await refuse(message, wording.say("alfred-only-words", variant=variant))
