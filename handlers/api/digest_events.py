"""How far a digest is, as a stream of server-sent events (html.spec.whatwg.org, section 9.2).

``status`` comes first, ``progress`` while it is made, and ``end`` last, with the final status. The
id of an event is how far the digest was, in thousandths: whoever comes back with the last one they
saw is told what came since, and whoever saw the end is told not to come back (204).
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aiohttp import web
from pydantic import BaseModel

from handlers.api.context import caller_of, number_of
from handlers.api.digests import PATH, Digests
from handlers.api.models import Progress
from handlers.api.operations import Given, Operation
from handlers.api.problems import Kind, Problem
from handlers.api.progress import Following, RunFeed
from pipeline.access.models import TokenId
from pipeline.orders.models import Order, OrderState

STREAMS: Final = 8
"""Of one token at the same time."""
ALL_STREAMS: Final = 256
"""Of all tokens in this process."""
LOOK_SECONDS: Final = 1.0
"""How often the order book is asked: no signal tells of a digest that is held back."""
HEARTBEAT_SECONDS: Final = 15.0
LONGEST_SECONDS: Final = 3600.0
"""A client that wants more comes back, as its kind does by itself."""
WRITE_SECONDS: Final = 10.0
_END: Final = 1000
_ID: Final = re.compile(r"\d{1,4}", re.ASCII)

_log = logging.getLogger(__name__)


class Streams:
    """Counts those that are open."""

    def __init__(self, each: int = STREAMS, together: int = ALL_STREAMS) -> None:
        self._each = each
        self._together = together
        self._open: Counter[TokenId] = Counter()

    @contextmanager
    def one_more(self, token: TokenId) -> Iterator[None]:
        """Hold a place for a stream.

        Raises:
            Problem: There is none.
        """
        if self._open[token] >= self._each or self._open.total() >= self._together:
            raise Problem(
                Kind.TOO_MANY,
                f"A token may have {self._each} streams at once; close one.",
                headers={"Retry-After": "10"},
            )
        self._open[token] += 1
        try:
            yield
        finally:
            self._open[token] -= 1
            self._open += Counter()  # forgets the tokens that have none


@dataclass(slots=True)
class _Stream:
    """Writes events; what a client does not take in time ends it."""

    request: web.Request
    response: web.StreamResponse
    seen: int
    silent_since: float

    @property
    def is_read(self) -> bool:
        """Whether there is still somebody at the other end."""
        transport = self.request.transport
        return transport is not None and not transport.is_closing()

    async def event(self, name: str, number: int, told: BaseModel) -> None:
        await self.write(f"event: {name}\nid: {number}\ndata: {told.model_dump_json()}\n\n")
        self.seen = max(self.seen, number)

    async def write(self, text: str) -> None:
        async with asyncio.timeout(WRITE_SECONDS):
            await self.response.write(text.encode())
        self.silent_since = asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True)
class DigestEvents:
    digests: Digests
    feed: RunFeed
    stopping: asyncio.Event
    """Set when the service ends: streams end with it, for clients to go to another process."""
    streams: Streams = field(default_factory=Streams)

    def operations(self) -> list[Operation]:
        return [
            Operation(
                name="followDigest",
                method="GET",
                path=f"{PATH}/events",
                summary="How far a digest is: the events status, progress and end",
                handler=self.stream,
                gives={
                    HTTPStatus.OK: Given("Until the end.", content_type="text/event-stream"),
                    HTTPStatus.NO_CONTENT: Given("The end was seen before.", content_type=""),
                },
                problems=(Kind.DIGESTS_OFF,),
                headers={"Last-Event-ID": "The id of the last event that was seen."},
                head=False,
            )
        ]

    async def stream(self, request: web.Request) -> web.StreamResponse:
        order = await self.digests.find(request)
        seen = _last_id(request)
        if seen >= _END:
            return web.Response(status=HTTPStatus.NO_CONTENT)
        with (
            self.streams.one_more(caller_of(request).id),
            self.feed.follow(order.tenant, order.window_id) as following,
        ):
            response = web.StreamResponse(
                headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
            )
            await response.prepare(request)
            now = asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(LONGEST_SECONDS):
                    await self._tell(_Stream(request, response, seen, now), order, following)
            except Exception as error:
                # Nobody reads it any more, it was open for long enough, or the order book does
                # not answer. In the midst of a stream there is no place for a problem document:
                # the client comes back and gets it then.
                _log.debug("stream %s ended: %s", number_of(request), type(error).__name__)
            return response

    async def _tell(self, stream: _Stream, order: Order, following: Following) -> None:
        if stream.seen < 0:
            await stream.event("status", 0, await self.digests.status(order))
        while stream.is_read and not self.stopping.is_set():
            # Whatever comes from here on wakes the wait below, so that none is missed.
            following.changed.clear()
            order = await self.digests.ordering.placing.orders.get(order.tenant, order.id)
            if order.state is not OrderState.WAITING:
                await stream.event("end", _END, await self.digests.status(order))
                return
            await self._progress(stream, following)
            await self._pause(stream, following)

    async def _progress(self, stream: _Stream, following: Following) -> None:
        latest = following.latest
        if latest is None:
            return
        number = min(_END - 1, round(latest.share * _END))
        if number > stream.seen:
            await stream.event(
                "progress", number, Progress(stage=latest.stage, share=latest.share)
            )

    async def _pause(self, stream: _Stream, following: Following) -> None:
        silent = asyncio.get_running_loop().time() - stream.silent_since
        if silent >= HEARTBEAT_SECONDS:
            await stream.write(": still here\n\n")
        async with asyncio.TaskGroup() as tasks:
            waits = [
                tasks.create_task(event.wait()) for event in (following.changed, self.stopping)
            ]
            await asyncio.wait(waits, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()


def _last_id(request: web.Request) -> int:
    """What the client saw last; -1 if it says nothing that we wrote."""
    written = request.headers.get("Last-Event-ID", "")
    return int(written) if _ID.fullmatch(written) else -1
