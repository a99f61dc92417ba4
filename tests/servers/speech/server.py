"""What a test sets and reads of any of the recognisers."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from tests.servers.connections import captive_portal, drop, forever
from tests.servers.gigachat import Fault
from tests.servers.gigachat.steps import Kind
from tests.servers.gigachat.streams import Streams
from tests.servers.speech.sounds import Sound

__all__ = ["Heard", "Said", "Sound", "SpeechServer", "StatusError", "fail"]


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, as the recogniser understood it."""

    text: str
    confidence: float = 0.95
    """Of every word, where words are told."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One recording, or a piece of one, that came in good form."""

    form: str
    """Its content type."""
    sound: Sound
    language: str | None
    size: int
    """Bytes."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """The other parameters of the request."""


class StatusError(Exception):
    """A request that is answered with an error."""

    def __init__(
        self, status: int, message: str = "", retry_after: float | str | None = None
    ) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}


@dataclass(slots=True)
class SpeechServer:
    hears: Callable[[Heard], Said] = lambda _: Said("")
    """What was said, where no script tells it."""
    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    attempts: int = 0
    """Requests for recognition, refused ones included."""
    latency: float = 0.0
    """Seconds until an answer."""
    streams: Streams = field(default_factory=Streams)
    _steps: deque[Said | Fault] = field(default_factory=deque)

    def script(self, *steps: Said | Fault) -> None:
        """Queue what the next recordings get, one step each."""
        self._steps.extend(steps)

    def fault(self) -> Fault | None:
        """Take the next step if it is one."""
        self.attempts += 1
        if self._steps and isinstance(self._steps[0], Fault):
            step = self._steps.popleft()
            return step if isinstance(step, Fault) else None
        return None

    async def listen(self, heard: Heard) -> Said:
        self.heard.append(heard)
        step = self._steps.popleft() if self._steps else None
        await asyncio.sleep(self.latency)
        return step if isinstance(step, Said) else self.hears(heard)


async def fail(request: web.Request, fault: Fault) -> web.StreamResponse:
    """A failure in the place of an answer.

    Raises:
        StatusError: It is a status.
    """
    if fault.kind is Kind.STATUS:
        raise StatusError(fault.code, fault.message, fault.retry_after)
    if fault.kind is Kind.WRONG_TYPE:
        return captive_portal()
    if fault.kind is Kind.GARBAGE:
        return web.Response(text='{"result": [', content_type="application/json")
    if fault.kind is Kind.DROP:
        await drop(request)
    return await forever()
