"""How an answer goes out: in events, byte for byte, or broken as the script says."""

import asyncio
from collections.abc import Sequence

from aiohttp import web

from tests.servers.connections import captive_portal, drop, forever
from tests.servers.gigachat import Fault
from tests.servers.gigachat.steps import Kind
from tests.servers.openai.server import Raw
from tests.servers.openai.wire import DONE, ApiError


async def send(request: web.Request, raw: Raw) -> web.StreamResponse:
    response = web.StreamResponse(status=raw.status, headers=raw.headers)
    response.content_type = raw.content_type
    await response.prepare(request)
    for chunk in raw.chunks:
        await response.write(chunk)
        await asyncio.sleep(0)
    return response


async def break_off(
    request: web.Request, events: Sequence[bytes], fault: Fault
) -> web.StreamResponse:
    """Fail after the role and ``fault.after`` texts, but always before the last text."""
    role, *texts, _ = events
    response = web.StreamResponse()
    response.content_type = "text/event-stream"
    await response.prepare(request)
    for event in [role, *texts[:-1][: fault.after]]:
        await response.write(event)
    if fault.kind is Kind.DROP:
        await drop(request)
    if fault.kind is Kind.STALL:
        await forever()
    if fault.kind is Kind.GARBAGE:
        await response.write(b'data: {"choices": [{"del\n\n' + DONE)
    return response


async def fail(request: web.Request, fault: Fault) -> web.StreamResponse:
    """A failure before any answer.

    Raises:
        ApiError: It is a status; the fault's message is the error's code.
    """
    if fault.kind is Kind.STATUS:
        raise ApiError(fault.code, fault.message, retry_after=fault.retry_after)
    if fault.kind is Kind.WRONG_TYPE:
        return captive_portal()
    if fault.kind is Kind.DROP:
        await drop(request)
    return await forever()
