"""What a test sees of the stand-in: its people, its faults and what it was asked."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.servers.mtproto import qr
from tests.servers.mtproto.events import Events
from tests.servers.mtproto.faults import Delivery, Fault
from tests.servers.mtproto.handshake import ServerKey
from tests.servers.mtproto.journal import Journal
from tests.servers.mtproto.people import People
from tests.servers.mtproto.speech import Speech
from tests.servers.mtproto.state import State, Terms
from tests.servers.mtproto.talk import Talk
from tests.servers.mtproto.world import World


class MtprotoServer:
    def __init__(self, key: ServerKey, rsa_key_file: Path) -> None:
        self.state = State(key)
        self.rsa_key_file = rsa_key_file
        """The public key, as the client needs it."""
        events = Events(self.world, self.state.pusher)
        self.people = People(self.world, events)
        self.speech = Speech(self.world, events)
        self.talk = Talk(self.world, self.speech, self.state.pusher)
        self.listen: Callable[[], Awaitable[None]] = _never
        self.stop_listening: Callable[[], None] = _nothing

    @property
    def dc(self) -> str:
        """``host:port``."""
        return f"127.0.0.1:{self.state.port}"

    @property
    def rsa_key(self) -> str:
        return self.state.server_key.public_pem

    @property
    def world(self) -> World:
        return self.state.world

    @property
    def journal(self) -> Journal:
        return self.state.journal

    @property
    def terms(self) -> Terms:
        return self.state.terms

    @property
    def delivery(self) -> Delivery:
        return self.state.pusher.delivery

    @delivery.setter
    def delivery(self, way: Delivery) -> None:
        self.state.pusher.deliver(way)

    def fail(self, request: str, fault: Fault, *, times: int | None = 1, after: int = 0) -> None:
        """Fail the next ``times`` calls of a request, None for all, after ``after`` good ones."""
        self.state.faults.add(request, fault, times=times, after=after)

    def recover(self) -> None:
        """Forget the faults and push promptly again."""
        self.state.faults.clear()
        self.delivery = Delivery.PROMPT

    def scan(self, account: int, url: str) -> None:
        """The person's app scans a QR code.

        Raises:
            TokenError: It has expired, was scanned already or never was one.
        """
        qr.scan(self.state, account, url)

    def drop_connections(self) -> int:
        """Reset all connections; returns how many there were."""
        links = list(self.state.links)
        for link in links:
            link.drop()
        return len(links)

    async def refuse_connections(self, seconds: float) -> None:
        """Drop all connections and refuse new ones for a while."""
        self.stop_listening()
        self.drop_connections()
        await asyncio.sleep(seconds)
        await self.listen()

    def revoke(self, account: int, error: str = "AUTH_KEY_UNREGISTERED") -> None:
        """End the account's sessions from elsewhere: each request gets a 401 from now on, or a 406
        for AUTH_KEY_DUPLICATED."""
        for key in self.state.keys.values():
            if key.account is not None and key.account.id == account:
                key.revoked = error

    def deactivate(self, account: int) -> None:
        self.world.account(account).deactivated = True

    def forget_keys(self) -> None:
        """Know no key any more: a client gets the transport error 404."""
        self.state.keys.clear()

    def rotate_salts(self) -> None:
        """Make every next message of a client wrong: ``bad_server_salt``."""
        for key in self.state.keys.values():
            key.salt = secrets.token_bytes(8)

    def forget_updates(self) -> None:
        """Make every difference from before too long."""
        for account in self.world.accounts.values():
            account.box.forget()
        for group in self.world.groups.values():
            group.box.forget()


async def _never() -> None:
    raise RuntimeError("the server is not running")


def _nothing() -> None:
    return None
