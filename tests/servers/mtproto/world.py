"""The people, groups and accounts that the server knows. It outlives every connection."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from telethon import types, utils

from tests.servers.mtproto.box import Box, History
from tests.servers.mtproto.srp import Password
from tests.servers.mtproto.tl import Tl

_FIRST_PERSON = 7_000_000_001
"""Above 32 bits, as the ids of new accounts are."""
_FIRST_BASIC = 4_500_000_001
_FIRST_CHANNEL = 3_400_000_001
_HASH = 0x5DEECE66D

T = TypeVar("T")


def now() -> datetime:
    """To the second, which is all that the wire carries."""
    return datetime.now(UTC).replace(microsecond=0)


class Kind(StrEnum):
    BASIC = "basic"
    SUPERGROUP = "supergroup"
    FORUM = "forum"
    CHANNEL = "channel"


class Role(StrEnum):
    CREATOR = "creator"
    ADMIN = "admin"
    MEMBER = "member"


@dataclass(slots=True)
class Person:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    bot: bool = False
    deleted: bool = False

    @property
    def access_hash(self) -> int:
        return self.id * _HASH % 2**62


@dataclass(slots=True)
class Member:
    role: Role
    since: datetime
    inviter: int


@dataclass(slots=True)
class Group:
    id: int
    title: str
    kind: Kind
    created: datetime
    members: dict[int, Member] = field(default_factory=dict)
    username: str | None = None
    about: str = ""
    invite: str | None = None
    """What follows ``https://t.me/+``."""
    approval: bool = False
    """Whether the invite only asks to be let in."""
    folder: int = 0
    pinned: bool = False
    linked: "Group | None" = None
    """The discussion group of a channel, or the channel of a discussion group."""
    migrated_to: "Group | None" = None
    migrated_from: "Group | None" = None
    history: History = field(default_factory=History)
    box: Box = field(default_factory=Box)
    """Of a supergroup or channel; what happens in a basic group is in its members' boxes."""
    last_id: int = 0
    topics: dict[int, "Topic"] = field(default_factory=dict)
    rich: dict[int, Tl] = field(default_factory=dict)
    """The whole of each rich message."""

    @property
    def basic(self) -> bool:
        return self.kind is Kind.BASIC

    @property
    def marked(self) -> int:
        """The id as the Bot API writes it: -id, or -100 and the id."""
        return int(utils.get_peer_id(self.peer))

    @property
    def peer(self) -> Tl:
        return types.PeerChat(self.id) if self.basic else types.PeerChannel(self.id)

    @property
    def access_hash(self) -> int:
        return self.id * _HASH % 2**62

    @property
    def newest_at(self) -> datetime:
        newest = self.history.newest
        return newest.date if newest else self.created


@dataclass(slots=True)
class Topic:
    id: int
    title: str
    author: int
    created: datetime
    closed: bool = False


@dataclass(slots=True)
class Account:
    """A person who can log in: with a code, and a password if there is one."""

    person: Person
    phone: str
    password: Password | None = None
    deactivated: bool = False
    box: Box = field(default_factory=Box)
    seq: int = 1
    """Of the updates that have no pts."""

    @property
    def id(self) -> int:
        return self.person.id


@dataclass(slots=True)
class World:
    people: dict[int, Person] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    """By marked id."""
    accounts: dict[int, Account] = field(default_factory=dict)
    private: dict[tuple[int, int], History] = field(default_factory=dict)
    """By the ids of an account and of the other one."""
    files: dict[int, bytes] = field(default_factory=dict)
    last_id: int = 0
    """Of private and basic group messages. Telegram counts them for each account; here they
    share one counter, so that an account sees gaps in the numbers, as a real one does."""
    last_file: int = 5_000_000_000_000_000_000
    last_grouped: int = 13_000_000_000_000_000

    def person(self, number: int) -> Person:
        return _known(self.people, number, "person")

    def group(self, marked: int) -> Group:
        return _known(self.groups, marked, "group")

    def account(self, number: int) -> Account:
        return _known(self.accounts, number, "account")

    def channel(self, number: int) -> Group | None:
        """The supergroup or channel of this bare id."""
        return self.groups.get(int(utils.get_peer_id(types.PeerChannel(number))))

    def groups_of(self, number: int) -> Iterator[Group]:
        return (group for group in self.groups.values() if number in group.members)

    def accounts_in(self, group: Group) -> list[Account]:
        return [account for account in self.accounts.values() if account.id in group.members]

    def named(self, username: str) -> Person | Group | None:
        wanted = username.removeprefix("@").lower()
        everybody: list[Person | Group] = [*self.people.values(), *self.groups.values()]
        for each in everybody:
            if each.username and each.username.lower() == wanted:
                return each
        return None

    def fresh_person_id(self) -> int:
        return max((*self.people, _FIRST_PERSON - 1)) + 1

    def fresh_group_id(self, kind: Kind) -> int:
        first = _FIRST_BASIC if kind is Kind.BASIC else _FIRST_CHANNEL
        same = (each.id for each in self.groups.values() if each.basic == (kind is Kind.BASIC))
        return max((*same, first - 1)) + 1

    def next_message_id(self, group: Group | None) -> int:
        counter = self if group is None or group.basic else group
        counter.last_id += 1
        return counter.last_id

    def next_file(self, content: bytes) -> int:
        self.last_file += 1
        self.files[self.last_file] = content
        return self.last_file

    def next_grouped(self) -> int:
        self.last_grouped += 1
        return self.last_grouped


def _known(found: dict[int, T], number: int, what: str) -> T:
    try:
        return found[number]
    except KeyError:
        raise LookupError(f"no {what} {number}") from None
