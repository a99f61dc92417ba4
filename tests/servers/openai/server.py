"""What a test sets and reads."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.servers.gigachat import Endpoint, Fault, Received, Reply
from tests.servers.gigachat.streams import Streams

KEY = "sk-stand-in-5f2c"
CHAT, OTHER, EMBEDDINGS = "qwen3-8b", "qwen3-32b", "qwen3-embedding-0.6b"


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer byte for byte; each chunk is sent by itself."""

    chunks: Sequence[bytes]
    content_type: str = "text/event-stream"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Step = Reply | Fault | Raw


@dataclass(slots=True)
class Habits:
    """In what servers of this kind differ."""

    models: Sequence[str] = (EMBEDDINGS, CHAT, OTHER)
    formats: Sequence[str] = ("json_schema", "json_object")
    """Of ``response_format``; another one is an error of status 400 that names no parameter."""
    unknown: Sequence[str] = ()
    """Parameters that are errors of status 400, which name them."""
    streams: bool = True
    """Or ``stream`` is ignored and the answer comes whole."""
    tells_usage: bool = True
    dimensions: int = 48
    most_texts: int = 32
    """Of one request for embeddings."""


@dataclass(slots=True)
class OpenAiServer:
    habits: Habits
    """May be changed at any time."""
    url: str = ""
    key: str = KEY
    requests: list[Received] = field(default_factory=list)
    """All of them, refused ones included, in the order of arrival."""
    connections: set[object] = field(default_factory=set)
    """Those that a request came by."""
    streams: Streams = field(default_factory=Streams)
    _steps: dict[Endpoint, deque[Step]] = field(default_factory=dict)

    def script(self, *steps: Step, on: Endpoint = Endpoint.CHAT) -> None:
        """Queue what the next requests get, one step each."""
        self._steps.setdefault(on, deque()).extend(steps)

    def step(self, endpoint: Endpoint) -> Step:
        """Take the next step."""
        steps = self._steps.get(endpoint)
        return steps.popleft() if steps else Reply()

    def received(self, endpoint: Endpoint) -> list[Received]:
        return [each for each in self.requests if each.endpoint is endpoint]

    @property
    def chats(self) -> list[Received]:
        return self.received(Endpoint.CHAT)
