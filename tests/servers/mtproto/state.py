"""All that the server keeps while it runs."""

from dataclasses import dataclass, field
from typing import Protocol

from tests.servers.mtproto.faults import Faults
from tests.servers.mtproto.handshake import ServerKey
from tests.servers.mtproto.journal import Journal
from tests.servers.mtproto.push import Listener, Pusher
from tests.servers.mtproto.sessions import Key
from tests.servers.mtproto.world import Account, World

API_ID = 17349
API_HASH = "344583e45741c457fe1862106095a5eb"


class Link(Protocol):
    """An open connection."""

    def drop(self) -> None: ...


@dataclass(slots=True)
class Terms:
    """May be changed at any time, for the requests to come."""

    qr_seconds: float = 30.0
    """How long a login token holds."""
    slice: int = 500
    """Events in one account difference; Telegram's own number is not known."""
    flat_differences: bool = False
    """Whether the edits and deletions of a difference carry its last pts and a count of 0 instead
    of their own. What Telegram sends is not documented: a log of 2018 (MadelineProto #579) shows
    the former, reports that such events do not arrive (Telethon #4611) speak for the latter.
    Telethon 1.45 tells its handlers only of the former."""
    strict_keys: bool = False
    """Whether two connections with one key at a time lose it: 406 AUTH_KEY_DUPLICATED."""


@dataclass(slots=True)
class State:
    server_key: ServerKey
    port: int = 0
    api_id: int = API_ID
    api_hash: str = API_HASH
    world: World = field(default_factory=World)
    journal: Journal = field(default_factory=Journal)
    faults: Faults = field(default_factory=Faults)
    terms: Terms = field(default_factory=Terms)
    crashes: list[Exception] = field(default_factory=list)
    """What the server itself did wrong; its end raises them."""
    keys: dict[int, Key] = field(default_factory=dict)
    links: set[Link] = field(default_factory=set)
    pusher: Pusher = field(init=False)

    def __post_init__(self) -> None:
        self.pusher = Pusher(self.world, self.journal, self.listeners)

    def listeners(self, account: Account) -> list[Listener]:
        return [
            session
            for key in self.keys.values()
            if key.account is account and key.revoked is None
            for session in key.sessions.values()
            if session.updates
        ]
