"""What the bot asked for, and which messages came of it."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.servers.telegram.fields import Fields, Json


@dataclass(slots=True, eq=False)
class Call:
    method: str
    """As the bot spelled it."""
    fields: Fields
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    """None while it runs; a client that left ends it too."""
    code: int | None = None
    """The status of its answer; None where none went out whole."""

    @property
    def params(self) -> Json:
        return self.fields.readable()

    @property
    def chat_id(self) -> int | None:
        given = self.fields.text("chat_id")
        return int(given) if given.lstrip("-").isdigit() else None

    def json(self) -> Json:
        return {
            "method": self.method,
            "params": self.params,
            "began": self.began,
            "ended": self.ended,
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that the bot put into a chat, with the text it had then."""

    chat_id: int
    message_id: int
    text: str
    at: float

    def json(self) -> Json:
        return {
            "chat_id": self.chat_id,
            "message_id": self.message_id,
            "text": self.text,
            "at": self.at,
        }


@dataclass(slots=True)
class Journal:
    """Waiting is for tests in the server's own loop, with a timeout of theirs around it."""

    calls: list[Call] = field(default_factory=list)
    """All of them, refused ones included, in the order of arrival; not those without a token."""
    deliveries: list[Delivery] = field(default_factory=list)
    """Whether or not the bot learnt of it: a broken connection does not take a message back."""

    _news_came: asyncio.Event = field(default_factory=asyncio.Event)

    def of(self, *methods: str) -> list[Call]:
        """The calls of these methods."""
        wanted = {method.lower() for method in methods}
        return [call for call in self.calls if call.method.lower() in wanted]

    def delivered(self, chat_id: int) -> list[str]:
        """The texts that the bot put into a chat."""
        return [each.text for each in self.deliveries if each.chat_id == chat_id]

    async def reached(self, deliveries: int) -> None:
        """Wait until the bot has put so many messages into chats."""
        while len(self.deliveries) < deliveries:
            await self._news()

    async def called(self, method: str, times: int = 1) -> list[Call]:
        """Wait until this many calls of a method are answered, and give them."""
        while len(found := [call for call in self.of(method) if call.ended]) < times:
            await self._news()
        return found

    def wake(self) -> None:
        """Something was noted."""
        self._news_came.set()
        self._news_came = asyncio.Event()

    async def _news(self) -> None:
        await self._news_came.wait()

    def duplicates(self) -> dict[tuple[int, str], int]:
        """Texts that a chat got more than once, and how often."""
        counted = Counter((each.chat_id, each.text) for each in self.deliveries)
        return {key: count for key, count in counted.items() if count > 1}
