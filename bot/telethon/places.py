"""How an account asks Telegram for what is in a group."""

import logging
from collections.abc import Sequence
from typing import Any, Final

from telethon import functions, types

from bot.telethon.calls import Calls
from bot.telethon.client import AccountClient
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import ChatKind

PAGE: Final = 100
"""Messages in one answer: more of them are several requests."""
_log = logging.getLogger(__name__)


class UnreachableGroupError(LookupError):
    """The account does not know the group: it is no member, or was never shown it."""


class Places:
    """Histories and single messages, waiting out whatever Telegram wants waited for."""

    def __init__(self, client: AccountClient, calls: Calls) -> None:
        self._client = client
        self._calls = calls

    async def peer(self, group: ConnectedGroup) -> Any:
        """How to name the group in requests.

        Raises:
            UnreachableGroupError: The account's dialogs do not hold it either.
        """
        chat = group.chat.telegram_id
        try:
            return await self._client.get_input_entity(chat)
        except ValueError:
            await self._calls.patiently(lambda: self._client.get_dialogs())
        try:
            return await self._client.get_input_entity(chat)
        except ValueError:
            raise UnreachableGroupError(
                f"the account does not see chat {chat} — is it still a member?"
            ) from None

    async def after(self, peer: Any, number: int) -> list[Any]:
        """The next messages, oldest first; fewer than `PAGE` if these are the last ones."""
        return await self._whole(
            peer,
            await self._calls.patiently(
                lambda: self._client.get_messages(peer, limit=PAGE, min_id=number, reverse=True)
            ),
        )

    async def last_before(self, peer: Any, moment: Any = None) -> int:
        """The id of the last message before a moment, or of all; 0 if there is none."""
        found = await self._calls.patiently(
            lambda: self._client.get_messages(peer, limit=1, offset_date=moment)
        )
        return int(found[0].id) if found else 0

    async def single(self, peer: Any, ids: Sequence[int]) -> list[Any]:
        """The messages with these ids, at most `PAGE` of them; those that are gone are missing."""
        found = await self._calls.patiently(
            lambda: self._client.get_messages(peer, ids=list(ids[:PAGE]))
        )
        return await self._whole(peer, [each for each in found if each is not None])

    async def _whole(self, peer: Any, messages: Sequence[Any]) -> list[Any]:
        """Rich messages that are too long come cut and have to be asked for one by one."""
        for message in messages:
            rich = getattr(message, "rich_message", None)
            if rich is not None and rich.part:
                await self._complete(peer, message)
        return list(messages)

    async def _complete(self, peer: Any, message: Any) -> None:
        request = functions.messages.GetRichMessageRequest(peer, message.id)
        answer = await self._calls.patiently(lambda: self._client(request))
        for each in answer.messages:
            if isinstance(each, types.Message) and each.id == message.id:
                message.rich_message = each.rich_message


def is_numbered(group: ConnectedGroup) -> bool:
    """Whether the chat counts its own messages; a basic group's share the account's numbers."""
    return group.chat.kind is not ChatKind.GROUP
