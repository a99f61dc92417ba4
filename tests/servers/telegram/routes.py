"""The addresses, and what every call goes through before and after its method."""

import asyncio
import time
from functools import partial
from http import HTTPStatus
from typing import NoReturn

from aiohttp import web

from tests.servers.connections import drop
from tests.servers.telegram import wire
from tests.servers.telegram.control import add_control
from tests.servers.telegram.errors import ApiError, unauthorized
from tests.servers.telegram.faults import Fault, Kind
from tests.servers.telegram.fields import Fields
from tests.servers.telegram.journal import Call
from tests.servers.telegram.methods import METHODS
from tests.servers.telegram.server import BotApiServer

_ANY_SIZE = 2**30
_PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body><h1>{0}</h1><hr>nginx</body></html>"


def application(server: BotApiServer) -> web.Application:
    # The server says which size is too large: aiohttp refuses in its own form.
    app = web.Application(client_max_size=_ANY_SIZE)
    app.router.add_route("*", "/bot{token}/{method}", partial(_serve, server))
    app.router.add_get("/file/bot{token}/{path:.+}", partial(_download, server))
    add_control(app, server)
    return app


async def _serve(server: BotApiServer, request: web.Request) -> web.StreamResponse:
    if request.match_info["token"] != server.token or server.logged_out:
        return wire.failure(unauthorized())
    call = Call(request.match_info["method"], Fields(dict(request.query)))
    server.journal.calls.append(call)
    try:
        response = await _answer(server, call, request)
        call.code = response.status
    finally:
        call.ended = time.monotonic()
        server.journal.wake()
    return response


async def _answer(server: BotApiServer, call: Call, request: web.Request) -> web.StreamResponse:
    try:
        call.fields = await wire.read(request, server.max_upload)
    except ApiError as error:
        return wire.failure(error)
    fault = server.faults.next(call)
    if fault is not None and not fault.late:
        return await _strike(fault, request)
    response = await _result(server, call)
    return response if fault is None else await _strike(fault, request, response)


async def _result(server: BotApiServer, call: Call) -> web.Response:
    method = METHODS.get(call.method.lower())
    if method is None:
        return wire.failure(ApiError(404, "Not Found: method not found"))
    try:
        return wire.success(await method(server, call.fields))
    except ApiError as error:
        return wire.failure(error)
    except Exception as error:
        server.crashes.append(error)
        raise


async def _strike(
    fault: Fault, request: web.Request, response: web.Response | None = None
) -> web.StreamResponse:
    """What the bot gets in the place of ``response``, which is None if the call did no work."""
    if fault.error is not None:
        return wire.failure(fault.error)
    if fault.kind is Kind.PAGE:
        page = _PAGE.format(f"{fault.code} {HTTPStatus(fault.code).phrase}")
        return web.Response(text=page, status=fault.code, content_type="text/html")
    if fault.kind is Kind.DELAY and response is not None:
        await asyncio.sleep(fault.seconds)
        return response
    if fault.kind is Kind.CUT and response is not None:
        await _half(response, request)
    return await drop(request)


async def _half(whole: web.Response, request: web.Request) -> NoReturn:
    assert isinstance(whole.body, bytes)
    response = web.StreamResponse(status=whole.status, headers={"Content-Type": wire.JSON})
    response.content_length = len(whole.body)
    await response.prepare(request)
    await response.write(whole.body[: len(whole.body) // 2])
    await drop(request)


async def _download(server: BotApiServer, request: web.Request) -> web.Response:
    if request.match_info["token"] != server.token:
        return wire.failure(unauthorized())
    file = server.world.files.at(request.match_info["path"])
    if file is None:
        return wire.failure(ApiError(404, "Not Found"))
    return web.Response(body=file.content, content_type="application/octet-stream")
