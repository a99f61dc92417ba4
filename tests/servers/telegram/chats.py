"""Persons and chats, and what the bot sees of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tests.servers.telegram.fields import Json
from tests.servers.telegram.members import Member
from tests.servers.telegram.messages import Stored

GENERAL_TOPIC: Final = 1
"""Identifier of a forum's topic that messages do not name."""


class ChatType(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


@dataclass(slots=True)
class Person:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    deactivated: bool = False

    def json(self) -> Json:
        """A User."""
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        shown = {name: value for name, value in optional.items() if value is not None}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name} | shown

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    icon_color: int
    closed: bool = False

    def json(self) -> Json:
        """A ForumTopic."""
        return {"message_thread_id": self.id, "name": self.name, "icon_color": self.icon_color}


@dataclass(slots=True)
class Draft:
    """What a private chat shows while the bot generates a message."""

    id: int
    content: Json
    can_stop: bool
    keep_on_stop: bool
    until: float
    """When the chat stops showing it, by the server's clock."""


@dataclass(slots=True)
class Chat:
    id: int
    type: ChatType
    title: str | None = None
    username: str | None = None
    person: Person | None = None
    """The other side of a private chat."""
    forum: bool = False
    linked: int | None = None
    """A channel's discussion group; a discussion group's channel."""
    migrated_to: int | None = None
    muted: bool = False
    """Members who are no administrators cannot send."""
    members: dict[int, Member] = field(default_factory=dict)
    """The bot is among them."""
    messages: dict[int, Stored] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    drafts: dict[int, Draft] = field(default_factory=dict)
    """By topic; 0 outside topics."""
    pinned: list[int] = field(default_factory=list)
    last_message_id: int = 1
    """The first message of a supergroup or channel says that it was created."""

    def json(self) -> Json:
        """A Chat."""
        shown: Json = {"id": self.id, "type": self.type.value}
        if self.person is not None:
            return shown | _person_fields(self.person)
        shown["title"] = self.title
        if self.username is not None:
            shown["username"] = self.username
        if self.forum:
            shown["is_forum"] = True
        return shown

    def full_json(self) -> Json:
        """A ChatFullInfo."""
        kinds = ("unlimited", "limited", "unique")
        gifts = dict.fromkeys(
            [*(f"{kind}_gifts" for kind in kinds), "premium_subscription"], False
        )
        shown = self.json() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": gifts | {"gifts_from_channels": False},
        }
        if self.linked is not None:
            shown["linked_chat_id"] = self.linked
        pinned = self.messages.get(self.pinned[-1]) if self.pinned else None
        if pinned is not None:
            shown["pinned_message"] = pinned.quoted()
        return shown

    @property
    def public(self) -> bool:
        return self.username is not None

    @property
    def is_group(self) -> bool:
        return self.type in {ChatType.GROUP, ChatType.SUPERGROUP}

    def newest_first(self) -> Iterable[Stored]:
        return reversed(list(self.messages.values()))

    def member(self, user_id: int) -> Member:
        """Somebody who was never here has left."""
        return self.members.get(user_id) or Member.left()


def _person_fields(person: Person) -> Json:
    shown = person.json()
    return {name: shown[name] for name in ("first_name", "last_name", "username") if name in shown}
