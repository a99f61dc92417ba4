"""What all that people do has in common."""

from dataclasses import dataclass, replace
from typing import Final

from tests.servers.telegram.chats import GENERAL_TOPIC, Chat, ChatType, Person
from tests.servers.telegram.entities import texts_of
from tests.servers.telegram.fields import Json
from tests.servers.telegram.members import Member, Status
from tests.servers.telegram.messages import Stored
from tests.servers.telegram.world import ANONYMOUS, Origin, World

_KINDS: Final = {ChatType.CHANNEL: ("channel_post", "edited_channel_post")}


@dataclass(frozen=True, slots=True)
class Where:
    """Into which conversation of a chat something is said."""

    reply_to: int = 0
    thread: int = 0
    date: int | None = None
    """Seconds since 1970; None is now."""


@dataclass(slots=True)
class Side:
    """Methods take and give identifiers, so that they work over HTTP as well.

    They raise ``LookupError`` for what is not there and ``ValueError`` for what Telegram's apps
    would not let people do: such a test is mistaken.
    """

    world: World

    def _speak(self, user_id: int, chat_id: int, content: Json, where: Where) -> int:
        """A message of a person, in the group's name if they administer it anonymously."""
        person = self.world.person(user_id)
        chat = self._room(person, chat_id)
        member = chat.member(user_id)
        if not member.is_member:
            raise ValueError(f"{user_id} is not in {chat_id} — let them join first")
        if chat.muted and not member.administers:
            raise ValueError(f"{user_id} may not speak in {chat_id}")
        origin = self._origin(chat, person, where)
        if member.anonymous and chat.is_group:
            origin = replace(origin, sender=ANONYMOUS, chat=chat)
        return self._told(chat, content, origin)

    def _room(self, person: Person, chat_id: int) -> Chat:
        """The chat; a private one begins with its first message."""
        if chat_id == person.id and chat_id not in self.world.chats:
            there = Member(Status.MEMBER)
            members = {person.id: there, self.world.me.id: there}
            self.world.chats[chat_id] = Chat(
                chat_id, ChatType.PRIVATE, person=person, members=members
            )
        chat = self.world.chat(chat_id)
        if chat.person is not None and chat.member(self.world.me.id).status is Status.KICKED:
            raise ValueError(f"{person.id} blocked the bot — let them unblock it first")
        return chat

    def _origin(self, chat: Chat, sender: Person | None, where: Where) -> Origin:
        if where.reply_to and where.reply_to not in chat.messages:
            raise LookupError(f"no message {where.reply_to} in {chat.id}")
        if where.thread not in {0, GENERAL_TOPIC, *chat.topics}:
            raise LookupError(f"no topic {where.thread} in {chat.id}")
        return Origin(sender, None, where.thread, where.reply_to, where.date)

    def _told(self, chat: Chat, content: Json, origin: Origin) -> int:
        stored = self.world.place(chat, content, origin)
        if self._is_heard(chat, stored):
            kind = _KINDS.get(chat.type, ("message", "edited_message"))[0]
            self.world.tell(kind, stored.json, chat)
        return stored.id

    def _told_edit(self, chat: Chat, stored: Stored) -> None:
        stored.json["edit_date"] = self.world.now()
        if self._is_heard(chat, stored):
            kind = _KINDS.get(chat.type, ("message", "edited_message"))[1]
            self.world.tell(kind, stored.json, chat)

    def _is_heard(self, chat: Chat, stored: Stored) -> bool:
        """In privacy mode the bot hears of a group only what is meant for it."""
        me = self.world.me
        if self.world.reads_all or not chat.is_group or chat.member(me.id).administers:
            return True
        message = stored.json
        if message.get("reply_to_message", {}).get("from", {}).get("id") == me.id:
            return True
        text, entities = message.get("text", ""), message.get("entities", [])
        commands = texts_of("bot_command", text, entities)
        mine = {"", str(me.username)}
        if any(command.partition("@")[2] in mine for command in commands):
            return True
        return f"@{me.username}" in texts_of("mention", text, entities)

    def _message(self, chat_id: int, message_id: int) -> tuple[Chat, Stored]:
        chat = self.world.chat(chat_id)
        stored = chat.messages.get(message_id)
        if stored is None:
            raise LookupError(f"no message {message_id} in {chat_id}")
        return chat, stored
