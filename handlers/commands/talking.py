"""Words that are no command: a conversation with Alfred, in private or where he is addressed."""

import re
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from aiogram import Bot, F, Router
from aiogram.types import Message, MessageGenerationStopped, Update

from bot.talk.replies import reply_to
from bot.talk.stops import Stops
from bot.telegram.senders import Sender
from bot.translator import Translators
from handlers.commands.where import NO_COMMAND
from pipeline.alfred.conversing import Conversing
from pipeline.alfred.models import Source, scope_of
from pipeline.alfred.rules.spoken import spoken_language
from pipeline.alfred.talk import Said
from pipeline.conversation.models import TELEGRAM
from pipeline.digest.request import Language
from pipeline.groups.models import Person
from pipeline.groups.ports import People
from pipeline.rollout.models import Feature
from pipeline.rollout.ports import Rollout

_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class TalkDesk:
    conversing: Conversing
    stops: Stops
    people: People
    translators: Translators
    rollout: Rollout

    async def answer(
        self,
        bot: Bot,
        message: Message,
        update: Update,
        person: Person,
        language: Language,
        words: str,
        source: Source,
    ) -> None:
        """Answer what was said, written or aloud, where it was said and in this language."""
        name = message.from_user.full_name if message.from_user else ""
        said = Said(
            entry=f"{TELEGRAM}:{update.update_id}",
            seq=update.update_id,
            person=person.id,
            name=name[:_LONGEST_NAME],
            language=language,
            own_language=person.language,
            tenant=person.tenant or await self.people.tenant_of(person.id),
            scope=scope_of(message.chat.id),
            text=words,
            source=source,
            at=message.date.astimezone(ZoneInfo(person.time_zone)),
            zone_chosen=person.zone_chosen,
        )
        wording = self.translators.into(language)
        async with reply_to(bot, message, wording, self.stops) as channel:
            await self.conversing.answer(said, channel)


def router() -> Router:
    """Comes after all that takes words in a dialogue of its own."""
    router = Router(name="talking")
    router.message.filter(is_conversed_with)
    router.message.register(talk, F.text, NO_COMMAND)
    router.stopped_message_generation.register(stop)
    return router


async def is_conversed_with(_message: Message, person: Person, talk_desk: TalkDesk) -> bool:
    """A filter: to whom the conversation is off the bot is a plain one."""
    return talk_desk.rollout.is_on(Feature.CHAT_V11, person.id)


async def talk(
    message: Message,
    event_update: Update,
    bot: Bot,
    sender: Sender,
    person: Person,
    spoken_here: Language,
    talk_desk: TalkDesk,
) -> None:
    """In a group only what is addressed to the bot comes here (``bot.telegram.updates``)."""
    if sender.is_person:
        me = await bot.me()
        words = without_mention(message.text or "", me.username or "")
        language = spoken_language(words, spoken_here)
        await talk_desk.answer(bot, message, event_update, person, language, words, Source.TEXT)


async def stop(stopped: MessageGenerationStopped, talk_desk: TalkDesk) -> None:
    talk_desk.stops.stop(stopped.chat.id, stopped.draft_id)


def without_mention(text: str, username: str) -> str:
    """What was said to Alfred, without his being called, wherever that stands."""
    called = rf"(?<!\w)@{re.escape(username)}(?!\w)[,.:;…]*"
    # «Что решили, @alfred_bot?» is a question still, and has no comma any more.
    at_end = rf",?[^\S\n]*{called}(?=[^\S\n]*(?:[?!\n]|$))"
    rest = re.sub(at_end, "", text, flags=re.IGNORECASE)
    return re.sub(rf"{called}[^\S\n]*", "", rest, flags=re.IGNORECASE).strip()
