"""Authorization keys and the sessions that are open with them."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1

from mtproto.enums import ConnectionRole
from mtproto.transport.packets.base_packet import BasePacket
from mtproto.transport.packets.message_packet import DecryptedMessagePacket
from telethon import types

from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.world import Account

_NOTIFICATION, _ANSWER = 3, 1
"""The lowest bits of a server's message id."""


@dataclass(slots=True)
class Token:
    """Of a login by QR code."""

    value: bytes
    expires: datetime


@dataclass(slots=True, eq=False)
class Key:
    """An authorization key: one device of one account. It outlives its connections."""

    secret: bytes
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(8))
    account: Account | None = None
    """Who is logged in with it."""
    awaiting: Account | None = None
    """Whose password must still be given."""
    codes: dict[str, str] = field(default_factory=dict)
    """Hashes of the codes sent, by phone."""
    token: Token | None = None
    accepted: Account | None = None
    """Who has scanned its QR code."""
    revoked: str | None = None
    """The error of every request, once the session was ended elsewhere."""
    layer: int = 0
    api_id: int = 0
    device: str = ""
    sessions: "dict[int, Session]" = field(default_factory=dict)

    @property
    def id(self) -> int:
        digest = sha1(self.secret, usedforsecurity=False).digest()
        return int.from_bytes(digest[-8:], "little", signed=True)

    def grant(self, account: Account) -> None:
        self.account = account
        self.awaiting = self.accepted = self.token = None


@dataclass(slots=True, eq=False)
class Session:
    """What a client calls a session: it starts a new one each time that it connects."""

    key: Key
    id: int
    write: Callable[[BasePacket], None]
    """Puts a packet on its connection."""
    link: object
    """Its connection."""
    updates: bool = False
    """Whether it made a request that was not wrapped in ``invokeWithoutUpdates``."""
    _content: int = 0
    _last: int = 0
    seen: set[int] = field(default_factory=set)
    """Ids of the client's messages."""

    def greet(self, first: int) -> None:
        salt = int.from_bytes(self.key.salt, "little", signed=True)
        self.notify(types.NewSessionCreated(first, secrets.randbits(63), salt))

    def answer(self, body: bytes) -> None:
        self._send(body, _ANSWER)

    def notify(self, message: Tl, *, content: bool = True) -> None:
        self._send(bytes(message), _NOTIFICATION, content=content)

    def push(self, body: bytes) -> None:
        self._send(body, _NOTIFICATION)

    def encrypted(self, body: bytes, kind: int = _ANSWER, *, content: bool = True) -> BasePacket:
        number = self._content * 2 + content
        self._content += content
        return DecryptedMessagePacket(
            self.key.salt, self.id, self._next_id(kind), number, body
        ).encrypt(self.key.secret, ConnectionRole.SERVER)

    def _send(self, body: bytes, kind: int, *, content: bool = True) -> None:
        self.write(self.encrypted(body, kind, content=content))

    def _next_id(self, kind: int) -> int:
        self._last = max(message_id(), self._last + 4)
        return self._last | kind


def message_id() -> int:
    """https://core.telegram.org/mtproto/description#message-identifier-msg-id"""
    return int(time.time() * 2**32) & ~3
