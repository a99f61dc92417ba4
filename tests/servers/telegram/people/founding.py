"""Persons and chats come into being."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.servers.telegram.chats import Chat, ChatType, Person, Topic
from tests.servers.telegram.members import Member, Status
from tests.servers.telegram.people.side import Side
from tests.servers.telegram.world import LARGEST_ID, Origin

_FIRST_PERSON: Final = 5_000_000_001
_FIRST_GROUP: Final = -4_000_000_001
_FIRST_SUPERGROUP: Final = -1_002_000_000_001
_BLUE: Final = 0x6FB9F0


@dataclass(slots=True)
class Founding(Side):
    def person(
        self,
        first_name: str,
        *,
        user_id: int | None = None,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "ru",
    ) -> int:
        number = user_id or _FIRST_PERSON + len(self.world.persons)
        if not 0 < number <= LARGEST_ID or self.world.user(number) is not None:
            raise ValueError(f"{number} cannot be a new person's identifier")
        self.world.persons[number] = Person(number, first_name, last_name, username, language_code)
        return number

    def group(
        self,
        title: str,
        members: Sequence[int] = (),
        *,
        chat_id: int | None = None,
        bot: str | None = "member",
    ) -> int:
        """A basic group. The first member created it; ``bot`` is what the bot is in it."""
        number = chat_id or _FIRST_GROUP - len(self.world.chats)
        return self._found(Chat(number, ChatType.GROUP, title), members, bot)

    def supergroup(
        self,
        title: str,
        members: Sequence[int] = (),
        *,
        chat_id: int | None = None,
        bot: str | None = "member",
        username: str | None = None,
        forum: bool = False,
    ) -> int:
        number = chat_id or _FIRST_SUPERGROUP - len(self.world.chats)
        chat = Chat(number, ChatType.SUPERGROUP, title, username, forum=forum)
        return self._found(chat, members, bot)

    def channel(
        self,
        title: str,
        members: Sequence[int] = (),
        *,
        chat_id: int | None = None,
        bot: str | None = "administrator",
        username: str | None = None,
        discussion: int | None = None,
    ) -> int:
        """``discussion`` is the group where its posts appear and are talked about."""
        number = chat_id or _FIRST_SUPERGROUP - len(self.world.chats)
        chat = Chat(number, ChatType.CHANNEL, title, username, linked=discussion)
        if discussion is not None:
            self.world.chat(discussion).linked = number
        return self._found(chat, members, bot)

    def topic(self, user_id: int, chat_id: int, name: str) -> int:
        """A topic of a forum; what it gives is the message_thread_id."""
        chat = self.world.chat(chat_id)
        if not chat.forum:
            raise ValueError(f"{chat_id} is no forum")
        content = {"forum_topic_created": {"name": name, "icon_color": _BLUE}}
        stored = self.world.place(chat, content, Origin(self.world.person(user_id)))
        stored.json |= {"message_thread_id": stored.id, "is_topic_message": True}
        chat.topics[stored.id] = Topic(stored.id, name, _BLUE)
        self.world.tell("message", stored.json, chat)
        return stored.id

    def _found(self, chat: Chat, members: Sequence[int], bot: str | None) -> int:
        if not -LARGEST_ID <= chat.id < 0 or chat.id in self.world.chats:
            raise ValueError(f"{chat.id} cannot be a new chat's identifier")
        for position, user_id in enumerate(members):
            status = Status.MEMBER if position else Status.CREATOR
            chat.members[self.world.person(user_id).id] = Member(status)
        if bot is not None:
            chat.members[self.world.me.id] = Member(Status(bot))
        self.world.chats[chat.id] = chat
        return chat.id
