"""The endpoints, and what every request goes through before it is answered."""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from aiohttp import web

from tests.servers.gigachat import catalogue, texts, wire
from tests.servers.gigachat.call import Call
from tests.servers.gigachat.chat import chat
from tests.servers.gigachat.journal import Endpoint, Received
from tests.servers.gigachat.server import GigaChatServer
from tests.servers.gigachat.steps import Fault, Reply
from tests.servers.gigachat.streams import Slot
from tests.servers.gigachat.wire import ApiError
from tests.servers.gigachat.writing import broken, fail

PREFIXES = ("/v1", "/api/v1")
OAUTH = "/api/v2/oauth"
_ANY_SIZE = 2**30

_Handler = Callable[[GigaChatServer, Call], Awaitable[web.StreamResponse]]


def application(server: GigaChatServer) -> web.Application:
    # The terms say which size is too large: they may change, and aiohttp refuses in its own form.
    app = web.Application(client_max_size=_ANY_SIZE)
    add = app.router.add_route
    add("POST", OAUTH, partial(_serve, server, Endpoint.OAUTH, _json(_token)))
    for method, path, endpoint, handler in _ENDPOINTS:
        for prefix in PREFIXES:
            add(method, prefix + path, partial(_serve, server, endpoint, handler))
    return app


def _json(answer: Callable[[GigaChatServer, Call], Any]) -> _Handler:
    async def handler(server: GigaChatServer, call: Call) -> web.StreamResponse:
        content = answer(server, call)
        headers = wire.trace(call.received.session)
        if call.fault:
            return await broken(call, call.fault, wire.encode(content), headers)
        return wire.reply(content, headers)

    return handler


_ENDPOINTS: tuple[tuple[str, str, Endpoint, _Handler], ...] = (
    ("POST", "/chat/completions", Endpoint.CHAT, chat),
    ("POST", "/embeddings", Endpoint.EMBEDDINGS, _json(texts.embeddings)),
    ("POST", "/tokens/count", Endpoint.TOKENS, _json(texts.counts)),
    ("GET", "/models", Endpoint.MODELS, _json(catalogue.models)),
    ("GET", "/models/{id}", Endpoint.MODELS, _json(catalogue.model)),
    ("GET", "/balance", Endpoint.BALANCE, _json(catalogue.balance)),
)


def _token(server: GigaChatServer, call: Call) -> Any:
    return server.access.issue(call.request, call.received.body, server.terms)


async def _serve(
    server: GigaChatServer, endpoint: Endpoint, handler: _Handler, request: web.Request
) -> web.StreamResponse:
    received = Received(endpoint, request.method, request.path, _without_secret(request))
    server.requests.append(received)
    try:
        response = await _answer(server, handler, request, received)
    except ApiError as error:
        response = error.response(received.session)
    finally:
        received.ended = time.monotonic()
    received.status = response.status
    return response


async def _answer(
    server: GigaChatServer, handler: _Handler, request: web.Request, received: Received
) -> web.StreamResponse:
    await _read(request, received)
    if received.endpoint is not Endpoint.OAUTH:
        server.access.check(request)
    slot = _slot(server, received.endpoint)
    try:
        step = server.steps.next(received)
        fault = step if isinstance(step, Fault) else None
        reply = step if isinstance(step, Reply) else Reply()
        call = Call(request, received, slot, reply, fault)
        if fault and fault.after is None:
            return await fail(call, fault)
        if received.size > server.terms.max_bytes:
            raise ApiError(413)
        return await handler(server, call)
    finally:
        slot.free()


async def _read(request: web.Request, received: Received) -> None:
    content = await request.read()
    received.size = len(content)
    if request.content_type == "application/x-www-form-urlencoded":
        received.body = dict(await request.post())
    elif content:
        try:
            received.body = json.loads(content)
        except ValueError:
            received.body = None


def _slot(server: GigaChatServer, endpoint: Endpoint) -> Slot:
    streams = server.streams[endpoint]
    if endpoint is Endpoint.CHAT and streams.running >= server.terms.plan.streams:
        raise ApiError(429)
    return Slot(streams)


def _without_secret(request: web.Request) -> Mapping[str, str]:
    headers = request.headers.copy()
    if "Authorization" in headers:
        headers["Authorization"] = headers["Authorization"].partition(" ")[0]
    return headers
