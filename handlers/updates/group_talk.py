"""What groups say among themselves, as the bot sees it."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from handlers.export.problems import Problems
from handlers.updates.conversion import convert_chat, convert_message, convert_reactions
from pipeline.groups.migration import as_it_was
from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.groups.ports import GroupBook
from pipeline.ingest.models import Chat, ChatKind, Message, MessageId
from pipeline.ingest.ports import MessageSink, ReactionSink

Raw = dict[str, Any]

_KINDS: Final = ("message", "edited_message", "channel_post", "edited_channel_post")
_REACTIONS: Final = "message_reaction_count"
_REMEMBERED: Final = 50_000

_log = logging.getLogger(__name__)


class GroupTalkIntake:
    """Accepts batches of updates: the messages of each group that is read through the bot."""

    def __init__(
        self,
        groups: GroupBook,
        messages: MessageSink,
        reactions: ReactionSink,
        *,
        own: int | None = None,
    ) -> None:
        """``own`` is the bot's id, so that what is forwarded of it is known to be its."""
        self._groups = groups
        self._messages = messages
        self._reactions = reactions
        self._own = own
        self._problems = Problems()
        self._seen: set[tuple[int, int]] = set()
        self._described: dict[int, Chat] = {}

    async def accept(self, updates: Iterable[Raw]) -> None:
        """Store what is new; what was stored before, or is of no connected group, is passed over.

        Raises:
            AlfredError: The database did not take it: nothing may be acknowledged.
        """
        batch = list(updates)
        for chat_id, messages in _by_chat(batch, _KINDS).items():
            await self._arrive(messages)
            await self._accept_chat(chat_id, messages)
        for chat_id, counts in _by_chat(batch, (_REACTIONS,)).items():
            await self._react(chat_id, counts)

    async def _accept_chat(self, chat_id: int, raws: Sequence[Raw]) -> None:
        groups = await self._groups.of_chat(chat_id)
        reading = [group for group in groups if Reader.BOT in group.readers]
        if reading:
            await self._store(reading, chat_id, raws)
            await self._describe(reading, convert_chat(raws[-1]["chat"]))
        if groups:
            await self._leave(raws)
        elif convert_chat(raws[-1]["chat"]).kind is ChatKind.GROUP:
            # It became a supergroup, of which we were told first.
            once = await self._groups.once_of_chat(chat_id)
            past = [as_it_was(group, Reader.BOT) for group in once]
            await self._store(list(filter(None, past)), chat_id, raws)

    async def _store(
        self, groups: Sequence[ConnectedGroup], chat_id: int, raws: Sequence[Raw]
    ) -> None:
        if not groups:
            return
        messages = list(self._converted(raws))
        for group in groups:
            await self._messages.accept(group.tenant, group.id, messages, said_in=chat_id)
            await self._know(group, raws)

    async def _react(self, chat_id: int, raws: Sequence[Raw]) -> None:
        now = {
            MessageId(raw["message_id"]): convert_reactions(raw, self._problems)
            for raw in raws
            if type(raw.get("message_id")) is int
        }
        for group in await self._groups.of_chat(chat_id):
            if Reader.BOT in group.readers:
                await self._reactions.react(group.tenant, group.id, now)

    def _converted(self, raws: Sequence[Raw]) -> Iterator[Message]:
        for raw in raws:
            message = convert_message(raw, self._problems, self._own)
            if message is not None:
                yield message

    async def _know(self, group: ConnectedGroup, raws: Sequence[Raw]) -> None:
        """Who spoke is a member; written once for each process."""
        for raw in raws:
            person = raw.get("from") or {}
            if person.get("is_bot") or "sender_chat" in raw or type(person.get("id")) is not int:
                continue
            key = (int(group.id), person["id"])
            if key in self._seen:
                continue
            await self._groups.know(group.tenant, group.id, PersonId(person["id"]))
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen.add(key)

    async def _describe(self, groups: Sequence[ConnectedGroup], chat: Chat) -> None:
        if self._described.get(chat.telegram_id) == chat:
            return
        for group in groups:
            if group.chat != chat:
                await self._groups.describe(group.tenant, group.id, chat)
        if len(self._described) >= _REMEMBERED:
            self._described.clear()
        self._described[chat.telegram_id] = chat

    async def _leave(self, raws: Sequence[Raw]) -> None:
        """The last that a basic group says."""
        for raw in raws:
            new = raw.get("migrate_to_chat_id")
            if type(new) is not int:
                continue
            old = convert_chat(raw["chat"])
            await self._migrate(
                old.telegram_id, Chat(new, ChatKind.SUPERGROUP, old.title, old.username)
            )

    async def _arrive(self, raws: Sequence[Raw]) -> None:
        """The first that the supergroup says; either may come before the other."""
        for raw in raws:
            old = raw.get("migrate_from_chat_id")
            if type(old) is int and await self._groups.of_chat(old):
                await self._migrate(old, convert_chat(raw["chat"]))

    async def _migrate(self, old: int, new: Chat) -> None:
        await self._groups.migrate(old, new)
        _log.info("group %s goes on as %s", old, new.telegram_id)


def _by_chat(updates: Iterable[Raw], kinds: Sequence[str]) -> dict[int, list[Raw]]:
    """What the updates of these kinds tell of each chat, in the order in which they came."""
    found: dict[int, list[Raw]] = {}
    for update in updates:
        message = next((update[kind] for kind in kinds if kind in update), None)
        if not isinstance(message, dict):
            continue
        chat = message.get("chat")
        if isinstance(chat, dict) and type(chat.get("id")) is int:
            found.setdefault(chat["id"], []).append(message)
    return found
