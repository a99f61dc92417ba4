"""What the server was asked and what it pushed."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.servers.mtproto.tl import Tl


class Asked(NamedTuple):
    name: str
    request: Tl
    key_id: int


@dataclass(slots=True)
class Journal:
    asked: list[Asked] = field(default_factory=list)
    """All requests that arrived, the failed ones included, without their wrappers."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Requests that the server has no answer for; the client got METHOD_NOT_KNOWN_<name>."""
    refused: Counter[str] = field(default_factory=Counter)
    """Errors answered, by their text."""
    service: Counter[str] = field(default_factory=Counter)
    """Service messages of the client, acknowledgements and pings, by their type."""
    pushed_messages: int = 0
    """New messages in containers that were sent, once for each session that got them."""
    pushed_containers: int = 0
    connections: int = 0
    """Opened so far."""
    doubled_keys: int = 0
    """How often a key was used on a connection while another one with it was open."""

    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def record(self, asked: Asked) -> None:
        self.asked.append(asked)
        self._arrived.set()

    async def reach(self, name: str, times: int) -> None:
        """Wait until a request has arrived so often."""
        while len(self.requests(name)) < times:
            self._arrived.clear()
            await self._arrived.wait()

    def requests(self, name: str) -> list[Tl]:
        return [each.request for each in self.asked if each.name == name]

    def counts(self) -> dict[str, int]:
        return dict(Counter(each.name for each in self.asked))
