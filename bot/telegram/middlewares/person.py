from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject

from bot.telegram.senders import Sender
from bot.translator import Translators
from pipeline.digest.request import Language
from pipeline.groups.finding import answering
from pipeline.groups.models import Person, PersonId
from pipeline.groups.ports import GroupBook, People

_GROUPS: Final = frozenset({"group", "supergroup"})


class MeetPerson(BaseMiddleware):
    """Gives handlers a ``person``, and the ``wording`` of the chat in which something was said.

    In a group it is the group's, whoever speaks: the others read it too. ``own_wording`` is the
    person's, for what nobody else sees, as the answer to a button. ``spoken_here`` is the
    language of ``wording``.

    Who speaks as a chat is met as nobody: their person has the chat's id, and the language and
    time zone of the group that the chat is.
    """

    def __init__(
        self, people: People, groups: GroupBook, translators: Translators, *, time_zone: str
    ) -> None:
        self._people = people
        self._groups = groups
        self._translators = translators
        self._time_zone = time_zone

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        person = await self._person(data["sender"], data)
        data["person"] = person
        data["own_wording"] = self._translators.into(person.language)
        language = await self._spoken_in(data.get("event_chat")) or person.language
        data["spoken_here"] = language
        data["wording"] = self._translators.into(language)
        return await handler(event, data)

    async def _spoken_in(self, chat: Chat | None) -> Language | None:
        """None where the person's own is spoken: in private, and where nobody reads the group."""
        if chat is None or chat.type not in _GROUPS:
            return None
        group = answering(await self._groups.of_chat(chat.id))
        return None if group is None else group.language

    async def _person(self, sender: Sender, data: dict[str, Any]) -> Person:
        if sender.is_person:
            code = getattr(data.get("event_from_user"), "language_code", None)
            return await self._people.meet(
                PersonId(sender.id), language=spoken(code), time_zone=self._time_zone
            )
        chat = data.get("event_chat")
        groups = await self._groups.of_chat(sender.id if chat is None else chat.id)
        if not groups:
            return Person(PersonId(sender.id), spoken(None), self._time_zone)
        return Person(PersonId(sender.id), groups[0].language, groups[0].time_zone)


def spoken(code: str | None) -> Language:
    """The language of ours that somebody reads whose Telegram is set to ``code``."""
    return "ru" if (code or "").split("-")[0].lower() == "ru" else "en"
