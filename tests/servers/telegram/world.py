"""All that Telegram knows here: the bot, persons, chats, files and what the bot was told."""

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.servers.telegram.chats import GENERAL_TOPIC, Chat, ChatType, Person
from tests.servers.telegram.fields import Json
from tests.servers.telegram.files import Files
from tests.servers.telegram.messages import Stored
from tests.servers.telegram.transcript import transcript
from tests.servers.telegram.updates import Updates

TELEGRAM: Final = Person(777000, "Telegram")
"""Sends the posts of a channel to its discussion group."""
ANONYMOUS: Final = Person(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
"""Sends what administrators say in the group's name."""
CHANNEL_BOT: Final = Person(136817688, "Channel", username="Channel_Bot", is_bot=True)
"""Sends what channels say in groups."""

LARGEST_ID: Final = 2**52
"""Telegram promises that identifiers have at most 52 significant bits."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who a message is from, and what else is the same for all kinds of content."""

    sender: Person | None
    chat: Chat | None = None
    """A chat that speaks as itself."""
    thread: int = 0
    reply_to: int = 0
    date: int | None = None
    by_bot: bool = False


@dataclass(slots=True)
class World:
    me: Person
    clock: Callable[[], float] = time.time
    reads_all: bool = True
    """Whether the bot sees messages in groups that are not meant for it (privacy mode is off)."""
    persons: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: Files = field(default_factory=Files)
    updates: Updates = field(default_factory=Updates)
    callbacks: dict[str, Json | None] = field(default_factory=dict)
    """Callback queries that can be answered, with the parameters of their answer."""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    """For albums, polls, callback queries."""
    _account_messages: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def chat(self, chat_id: int) -> Chat:
        """For the side of the people.

        Raises:
            LookupError: There is no such chat.
        """
        found = self.chats.get(chat_id)
        if found is None:
            raise LookupError(f"no chat {chat_id} — create it first")
        return found

    def person(self, user_id: int) -> Person:
        """For the side of the people.

        Raises:
            LookupError: There is no such person.
        """
        found = self.persons.get(user_id)
        if found is None:
            raise LookupError(f"no person {user_id} — create them first")
        return found

    def user(self, user_id: int) -> Person | None:
        """A person, the bot, or one of Telegram's own accounts."""
        known = {each.id: each for each in (self.me, TELEGRAM, ANONYMOUS, CHANNEL_BOT)}
        return self.persons.get(user_id) or known.get(user_id)

    def now(self) -> int:
        return int(self.clock())

    def place(self, chat: Chat, content: Json, origin: Origin) -> Stored:
        """Put a message into a chat; nobody is told of it."""
        message: Json = {
            "message_id": self._next_id(chat),
            "chat": chat.json(),
            "date": self.now() if origin.date is None else origin.date,
        }
        if origin.sender is not None:
            message["from"] = origin.sender.json()
        if origin.chat is not None:
            message["sender_chat"] = origin.chat.json()
        if origin.thread not in {0, GENERAL_TOPIC}:
            message |= {"message_thread_id": origin.thread, "is_topic_message": True}
        answered = chat.messages.get(origin.reply_to or message.get("message_thread_id", 0))
        if answered is not None:
            # In a topic this is the message that created it, though nobody chose to answer that.
            message["reply_to_message"] = answered.quoted()
        stored = Stored(message | content, by_bot=origin.by_bot)
        chat.messages[stored.id] = stored
        return stored

    def tell(self, kind: str, payload: Json, chat: Chat) -> int | None:
        """Queue an update, if the bot is in the chat and wants it."""
        if not chat.member(self.me.id).is_member:
            return None
        return self.updates.push(kind, payload, chat.id)

    def shown(self, chat_id: int) -> str:
        """What a chat shows."""
        return transcript(self.chat(chat_id), self.clock())

    def _next_id(self, chat: Chat) -> int:
        """Supergroups and channels count for themselves, other chats of an account together."""
        if chat.type in {ChatType.SUPERGROUP, ChatType.CHANNEL}:
            chat.last_message_id += 1
        else:
            chat.last_message_id = next(self._account_messages)
        return chat.last_message_id
