"""What the server was asked, in the order of arrival."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from tests.servers.gigachat.wire import Usage


class Endpoint(StrEnum):
    OAUTH = "oauth"
    CHAT = "chat"
    EMBEDDINGS = "embeddings"
    TOKENS = "tokens"
    MODELS = "models"
    BALANCE = "balance"


class Message(NamedTuple):
    role: str
    content: str


@dataclass(slots=True, eq=False)
class Received:
    """One request. A field of its body that has the wrong form counts as absent."""

    endpoint: Endpoint
    method: str
    path: str
    headers: Mapping[str, str]
    """Without the secret of ``Authorization``: only its scheme is kept."""
    body: Any = None
    """Parsed JSON, or the form of an OAuth call; None if it could not be parsed."""
    size: int = 0
    """Bytes of the body."""
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    """None while it runs. A client that left ends it too."""
    status: int | None = None
    """None unless an answer went out whole; an error is an answer too."""
    usage: Usage | None = None
    """What a chat answer was billed."""

    @property
    def seconds(self) -> float | None:
        return None if self.ended is None else self.ended - self.began

    @property
    def precached(self) -> int:
        """Tokens of the prompt that were cached."""
        return self.usage.precached if self.usage else 0

    @property
    def model(self) -> str | None:
        return self._text("model")

    @property
    def session(self) -> str | None:
        return self.headers.get("X-Session-ID")

    @property
    def streamed(self) -> bool:
        return self._field("stream") is True

    @property
    def messages(self) -> tuple[Message, ...]:
        found = self._field("messages")
        rows = found if isinstance(found, list) else []
        return tuple(
            Message(str(row.get("role")), str(row.get("content", "")))
            for row in rows
            if isinstance(row, dict)
        )

    @property
    def system(self) -> str | None:
        """The system turn that the conversation begins with."""
        first = self.messages[:1]
        return first[0].content if first and first[0].role == "system" else None

    @property
    def last(self) -> str:
        """The newest turn."""
        return self.messages[-1].content if self.messages else ""

    def _field(self, name: str) -> Any:
        return self.body.get(name) if isinstance(self.body, dict) else None

    def _text(self, name: str) -> str | None:
        found = self._field(name)
        return found if isinstance(found, str) else None
