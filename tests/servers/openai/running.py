"""The endpoints, and the server that they run on."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.servers.gigachat import Endpoint, Fault, Received, Reply, tokens
from tests.servers.gigachat.streams import Slot
from tests.servers.gigachat.vectors import embedding
from tests.servers.openai.server import Habits, OpenAiServer, Raw
from tests.servers.openai.wire import DONE, Answer, ApiError
from tests.servers.openai.writing import break_off, fail, send


@asynccontextmanager
async def openai_server(habits: Habits | None = None) -> AsyncIterator[OpenAiServer]:
    """A server on loopback, for as long as the context lasts."""
    server = OpenAiServer(habits or Habits())
    endpoints = _Endpoints(server)
    app = web.Application()
    app.add_routes(
        [
            web.post("/v1/chat/completions", endpoints.chat),
            web.post("/v1/embeddings", endpoints.embeddings),
            web.get("/v1/models", endpoints.models),
        ]
    )
    # A client that leaves cancels its handler, so that its stream is free for the next one.
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield server
    finally:
        await runner.cleanup()


class _Endpoints:
    def __init__(self, server: OpenAiServer) -> None:
        self._server = server

    async def models(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, Endpoint.MODELS)

    async def embeddings(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, Endpoint.EMBEDDINGS)

    async def chat(self, request: web.Request) -> web.StreamResponse:
        slot = Slot(self._server.streams)
        try:
            return await self._serve(request, Endpoint.CHAT)
        finally:
            slot.free()

    async def _serve(self, request: web.Request, endpoint: Endpoint) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        headers = {name: text for name, text in request.headers.items() if name != "Authorization"}
        received = Received(endpoint, request.method, request.path, headers, body)
        self._server.requests.append(received)
        self._server.connections.add(request.transport)
        try:
            return await self._answer(request, endpoint, body)
        except ApiError as error:
            return await _told(request, error)

    async def _answer(
        self, request: web.Request, endpoint: Endpoint, body: Mapping[str, Any]
    ) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self._server.key}":
            raise ApiError(401, "invalid_api_key")
        step = self._server.step(endpoint)
        if isinstance(step, Raw):
            return await send(request, step)
        if isinstance(step, Fault) and step.after is None:
            return await fail(request, step)
        if endpoint is Endpoint.CHAT:
            return await self._complete(request, body, step)
        return web.json_response(self._vectors(body) if body else self._list())

    def _list(self) -> Mapping[str, Any]:
        listed = [{"id": name, "object": "model"} for name in self._server.habits.models]
        return {"object": "list", "data": listed}

    def _vectors(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        if len(body["input"]) > self._server.habits.most_texts:
            raise ApiError(422)
        rows = [
            {"index": n, "embedding": embedding(text, self._server.habits.dimensions)}
            for n, text in enumerate(body["input"])
        ]
        # Nothing promises the order of the rows: the index counts.
        return {"object": "list", "data": rows[::-1]}

    async def _complete(
        self, request: web.Request, body: Mapping[str, Any], step: Reply | Fault
    ) -> web.StreamResponse:
        self._check(body)
        reply = step if isinstance(step, Reply) else Reply()
        text = body["messages"][-1]["content"] if reply.text is None else reply.text
        pieces = tokens.pieces(text)
        limit = body.get("max_tokens", body.get("max_completion_tokens"))
        finish = reply.finish or ("length" if len(pieces) > limit else "stop")
        prompt = sum(tokens.count(turn["content"]) for turn in body["messages"])
        answer = Answer(body["model"], pieces[:limit], finish, prompt)
        if not self._server.habits.streams:
            return web.json_response(answer.whole())
        if isinstance(step, Fault):
            return await break_off(request, answer.events(usage=False), step)
        usage = self._server.habits.tells_usage and "stream_options" in body
        return await send(request, Raw([*answer.events(usage=usage), DONE]))

    def _check(self, body: Mapping[str, Any]) -> None:
        habits = self._server.habits
        if body["model"] not in habits.models:
            raise ApiError(404, "model_not_found", "model")
        for name in habits.unknown:
            if name in body:
                raise ApiError(400, "unsupported_parameter", name)
        wanted = body.get("response_format")
        if wanted and wanted["type"] not in habits.formats:
            raise ApiError(400, "invalid_request_error")


async def _told(request: web.Request, error: ApiError) -> web.Response:
    quoted = f"{request.headers.get('Authorization')} asked {await request.text()}"
    told = {"message": quoted, "type": "error", "param": error.param, "code": error.code}
    return web.json_response({"error": told}, status=error.status, headers=error.headers)
