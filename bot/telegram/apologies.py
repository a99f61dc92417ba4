"""What is said when an answer could not be given."""

from enum import Enum, auto
from typing import Any, Final, assert_never

from aiogram import Bot
from aiogram.types import ReplyParameters

from bot.telegram.updates import RawUpdate, kind_of
from bot.translator import Translator, Translators
from pipeline.conversation.models import Incoming
from pipeline.groups.finding import answering
from pipeline.groups.models import PersonId
from pipeline.groups.ports import GroupBook, People

_ASKING: Final = frozenset({"message", "callback_query"})
"""Kinds of updates whose sender waits for an answer."""


class Apology(Enum):
    ERROR = auto()
    """It failed; an incident code leads to the line in the log."""
    INTERRUPTED = auto()
    """It may have been answered or not."""
    SECRET_LOST = auto()
    """What they sent was not stored, for it is a secret: they have to send it again."""


class Apologies:
    def __init__(
        self, bot: Bot, people: People, groups: GroupBook, translators: Translators
    ) -> None:
        self._bot = bot
        self._people = people
        self._groups = groups
        self._translators = translators

    async def say(
        self, entry: Incoming, update: RawUpdate | None, apology: Apology, incident: str = ""
    ) -> bool:
        """Say it where the entry came from; False if nobody there waits for an answer."""
        if update is not None and kind_of(update) not in _ASKING:
            return False
        event = update[kind_of(update)] if update else {}
        message: dict[str, Any] = event.get("message") or event
        wording = self._translators.into(await self._language(entry, event))
        await self._bot.send_message(
            int(entry.chat),
            _text(apology, wording, incident),
            message_thread_id=_topic(message),
            reply_parameters=_reply(entry, message),
        )
        return True

    async def _language(self, entry: Incoming, event: dict[str, Any]) -> str:
        """The group's in a group, the person's in private."""
        group = answering(await self._groups.of_chat(int(entry.chat)))
        if group is not None:
            return group.language
        person = await self._people.find(PersonId(int(entry.key.actor)))
        if person is not None:
            return person.language
        return str((event.get("from") or {}).get("language_code") or "")


def _text(apology: Apology, wording: Translator, incident: str) -> str:
    match apology:
        case Apology.ERROR:
            return wording.say("bot-error", incident=incident)
        case Apology.INTERRUPTED:
            return wording.say("bot-interrupted")
        case Apology.SECRET_LOST:
            return wording.say("bot-secret-lost")
        case unknown:
            assert_never(unknown)


def _topic(message: dict[str, Any]) -> int | None:
    return message.get("message_thread_id") if message.get("is_topic_message") else None


def _reply(entry: Incoming, message: dict[str, Any]) -> ReplyParameters | None:
    """In a group it is clear from the reply whom it is said to."""
    if int(entry.chat) > 0 or "message_id" not in message:
        return None
    return ReplyParameters(message_id=message["message_id"], allow_sending_without_reply=True)
