"""What a test sees of the stand-in: its addresses, its script and what it was asked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.gigachat.access import Access
from tests.servers.gigachat.answering import Answerer, Prefixes
from tests.servers.gigachat.journal import Endpoint, Received
from tests.servers.gigachat.steps import Predicate, Script, Step
from tests.servers.gigachat.streams import Streams
from tests.servers.gigachat.terms import Terms

CREDENTIALS = "YWxmcmVkOnN0YW5kLWlu"
"""The authorization key: base64 of ``alfred:stand-in``."""


@dataclass(slots=True)
class GigaChatServer:
    terms: Terms
    """May be changed at any time, for the requests to come."""
    answerer: Answerer
    base_url: str = ""
    auth_url: str = ""
    credentials: str = CREDENTIALS
    ca_file: Path | None = None
    """Certificate of the authority behind the TLS variant."""
    requests: list[Received] = field(default_factory=list)
    """All of them, refused ones included, in the order of arrival."""
    crashes: list[Exception] = field(default_factory=list)
    """What the answerer raised; the end of the server raises it again."""
    steps: Script = field(default_factory=Script)
    streams: dict[Endpoint, Streams] = field(
        default_factory=lambda: {endpoint: Streams() for endpoint in Endpoint}
    )
    access: Access = field(default_factory=lambda: Access(CREDENTIALS))
    prefixes: Prefixes = field(default_factory=Prefixes)
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))
    """Where the answerer runs."""

    def script(
        self, *steps: Step, on: Endpoint = Endpoint.CHAT, when: Predicate | None = None
    ) -> None:
        """Queue what the next calls get, one step a call.

        A call takes the first step that is meant for it. One without a token, or beyond the plan's
        streams, is refused before and takes none.
        """
        self.steps.add(steps, on, when)

    def always(
        self, step: Step, *, on: Endpoint = Endpoint.CHAT, when: Predicate | None = None
    ) -> None:
        """Every call gets this while nothing is queued for it; of several the first holds."""
        self.steps.stand(step, on, when)

    def recover(self) -> None:
        """Forget the script."""
        self.steps.clear()

    def expire_tokens(self) -> None:
        """Refuse all tokens given out so far with 401, although they look valid to the client."""
        self.access.revoke()

    def received(self, endpoint: Endpoint) -> list[Received]:
        return [each for each in self.requests if each.endpoint is endpoint]

    @property
    def chats(self) -> list[Received]:
        return self.received(Endpoint.CHAT)

    @property
    def oauth_calls(self) -> int:
        return len(self.received(Endpoint.OAUTH))

    @property
    def max_in_flight(self) -> int:
        """The most chat answers that were written at once."""
        return self.streams[Endpoint.CHAT].most

    async def running(self, answers: int) -> None:
        """Wait until exactly so many chat answers are being written."""
        await self.streams[Endpoint.CHAT].reach(answers)
