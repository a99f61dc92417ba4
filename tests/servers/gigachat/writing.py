"""How an answer goes out: at its pace, whole or as a stream, or broken as the script says."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from aiohttp import web

from tests.servers.connections import captive_portal, drop, forever
from tests.servers.gigachat import wire
from tests.servers.gigachat.answering import Draft
from tests.servers.gigachat.call import Call
from tests.servers.gigachat.steps import Fault, Kind
from tests.servers.gigachat.wire import ApiError

TICK = 0.05
"""Seconds of writing that make a chunk."""
CHUNK = 8
"""Tokens of a chunk when there is no pace to keep."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """When tokens are due, by the monotonic clock.

    The first is there after the latency and an answer of n tokens ends n / rate later. Times are
    absolute, so a late chunk does not delay the next one.
    """

    began: float
    latency: float
    tokens_per_second: float

    @property
    def chunk(self) -> int:
        """Tokens of a chunk."""
        return max(1, round(self.tokens_per_second * TICK)) if self.tokens_per_second else CHUNK

    def due(self, tokens: int) -> float:
        """When so many tokens are written."""
        writing = tokens / self.tokens_per_second if self.tokens_per_second else 0.0
        return self.began + self.latency + writing

    async def wait(self, tokens: int) -> None:
        delay = self.due(tokens) - time.monotonic()
        if delay > 0:
            await asyncio.sleep(delay)


class Writer:
    def __init__(self, call: Call, tempo: Tempo, model: str) -> None:
        self._call = call
        self._fault = call.fault
        self._tempo = tempo
        self._model = model
        self._headers = wire.trace(call.received.session)

    async def whole(self, draft: Draft) -> web.StreamResponse:
        await self._tempo.wait(len(draft.pieces))
        content = wire.completion(self._model, draft.text, draft.finish, draft.usage)
        if self._fault:
            return await broken(self._call, self._fault, wire.encode(content), self._headers)
        self._call.slot.free()
        return wire.reply(content, self._headers)

    async def stream(self, draft: Draft) -> web.StreamResponse:
        response = web.StreamResponse(headers=self._headers)
        response.content_type = "text/event-stream"
        response.charset = "utf-8"
        await response.prepare(self._call.request)
        for number, (start, text) in enumerate(_chunks(draft.pieces, self._tempo.chunk)):
            if self._fault and number == self._fault.after:
                break
            await self._tempo.wait(start)
            await response.write(wire.event(wire.delta(self._model, text, first=number == 0)))
        if self._fault:
            return await self._end_badly(response, self._fault)
        await self._tempo.wait(len(draft.pieces))
        self._call.slot.free()
        last = wire.event(wire.last_delta(self._model, draft.finish, draft.usage))
        await response.write(last + wire.DONE)
        await response.write_eof()
        return response

    async def _end_badly(self, response: web.StreamResponse, fault: Fault) -> web.StreamResponse:
        if fault.kind is Kind.DROP:
            await _drop(self._call)
        if fault.kind is Kind.STALL:
            await forever()
        self._call.slot.free()
        if fault.kind is Kind.GARBAGE:
            await response.write(b'data: {"choices": [{"del\n\n' + wire.DONE)
        await response.write_eof()
        return response


async def fail(call: Call, fault: Fault) -> web.StreamResponse:
    """A failure before any answer.

    Raises:
        ApiError: It is a status.
    """
    if fault.kind is Kind.STATUS:
        raise ApiError(fault.code, fault.message, retry_after=fault.retry_after)
    if fault.kind is Kind.WRONG_TYPE:
        return captive_portal()
    if fault.kind is Kind.DROP:
        await _drop(call)
    return await forever()


async def broken(
    call: Call, fault: Fault, body: bytes, headers: dict[str, str]
) -> web.StreamResponse:
    """Half of a body: as if it were all of it, or as much as came through."""
    half = body[: len(body) // 2]
    if fault.kind in {Kind.GARBAGE, Kind.END}:
        call.slot.free()
        return web.Response(body=half, headers=headers, content_type="application/json")
    response = web.StreamResponse(headers=headers)
    response.content_type = "application/json"
    response.content_length = len(body)
    await response.prepare(call.request)
    await response.write(half)
    if fault.kind is Kind.DROP:
        await _drop(call)
    return await forever()


async def _drop(call: Call) -> NoReturn:
    call.slot.free()
    await drop(call.request)


def _chunks(pieces: Sequence[str], size: int) -> Iterator[tuple[int, str]]:
    """Each chunk's text, and how many tokens come before it."""
    for start in range(0, len(pieces), size):
        yield start, "".join(pieces[start : start + size])
