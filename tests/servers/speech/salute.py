"""SaluteSpeech: tokens by OAuth, and the synchronous REST API (developers.sber.ru)."""

import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from aiohttp import web

from tests.servers.gigachat.streams import Slot
from tests.servers.speech import sounds
from tests.servers.speech.running import certificate, running
from tests.servers.speech.server import Heard, Sound, SpeechServer, StatusError, fail

KEY = "c2FsdXRlOnN0YW5kLWlu"
LANGUAGES = ("ru-RU", "en-US", "kk-KZ")
_FORMS: Mapping[str, Callable[[bytes], Sound]] = {
    "audio/ogg;codecs=opus": sounds.ogg_opus,
    "audio/x-pcm;bit=16;rate=16000": lambda content: sounds.pcm(content, 16_000),
}
_Endpoint = Callable[["SaluteServer", web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class SaluteServer(SpeechServer):
    key: str = KEY
    auth_url: str = ""
    ca_file: Path | None = None
    scopes: tuple[str, ...] = ("SALUTE_SPEECH_PERS",)
    """Those of the key's project."""
    parallel: int = 5
    """Recordings at once: 5 for individuals, 10 for companies."""
    max_bytes: int = 2_000_000
    max_seconds: float = 60.0
    token_seconds: float = 1_800.0
    tokens: dict[str, float] = field(default_factory=dict)
    """When each token ends, by ``time.monotonic()``."""

    def revoke(self) -> None:
        """Let every token end before its time."""
        self.tokens = dict.fromkeys(self.tokens, 0.0)


@asynccontextmanager
async def salute_server(*, tls: bool = False) -> AsyncIterator[SaluteServer]:
    server = SaluteServer()
    routes = [
        web.post("/api/v2/oauth", partial(_answer, server, _issue)),
        web.post("/rest/v1/speech:recognize", partial(_answer, server, _hear)),
    ]
    with certificate() as (context, server.ca_file):
        async with running(routes, tls=context if tls else None) as origin:
            server.auth_url = f"{origin}/api/v2/oauth"
            server.url = f"{origin}/rest/v1"
            yield server


async def _answer(
    server: SaluteServer, serve: _Endpoint, request: web.Request
) -> web.StreamResponse:
    try:
        return await serve(server, request)
    except StatusError as error:
        quoted = f"{error.message} ({request.headers.get('Authorization')})"
        body = {"status": error.status, "message": quoted}
        return web.json_response(body, status=error.status, headers=error.headers)


async def _issue(server: SaluteServer, request: web.Request) -> web.StreamResponse:
    try:
        uuid.UUID(request.headers.get("RqUID", ""))
    except ValueError:
        raise StatusError(400, "header RqUID is required and must be a uuid4") from None
    if request.headers.get("Authorization") != f"Basic {server.key}":
        raise StatusError(401, "credentials doesn't match db data")
    if (await request.post()).get("scope") not in server.scopes:
        raise StatusError(400, "scope from db not fully includes consumed scope")
    token = f"token-{len(server.tokens) + 1}-{uuid.uuid4().hex}"
    server.tokens[token] = time.monotonic() + server.token_seconds
    expires_at = int((time.time() + server.token_seconds) * 1000)
    return web.json_response({"access_token": token, "expires_at": expires_at})


async def _hear(server: SaluteServer, request: web.Request) -> web.StreamResponse:
    content = await request.read()
    slot = Slot(server.streams)
    try:
        fault = server.fault()
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or server.tokens.get(token, 0.0) <= time.monotonic():
            raise StatusError(401, "Token has expired")
        if server.streams.running > server.parallel:
            raise StatusError(429, "too many requests at once")
        if fault:
            return await fail(request, fault)
        said = await server.listen(_checked(server, request, content))
    finally:
        slot.free()
    utterances = [said.text] if said.text else []
    mood = {"negative": 0.01, "neutral": 0.98, "positive": 0.01}
    return web.json_response({"status": 200, "result": utterances, "emotions": [mood]})


def _checked(server: SaluteServer, request: web.Request, content: bytes) -> Heard:
    if len(content) > server.max_bytes:
        raise StatusError(413, "payload is too large")
    form = request.headers.get("Content-Type", "")
    if form not in _FORMS:
        raise StatusError(400, "unsupported audio encoding")
    if request.query.get("language") not in LANGUAGES:
        raise StatusError(400, "unsupported language")
    try:
        sound = _FORMS[form](content)
    except ValueError as error:
        raise StatusError(400, str(error)) from None
    if sound.seconds > server.max_seconds:
        raise StatusError(400, "audio is too long")
    asked = {name: value for name, value in request.query.items() if name != "language"}
    return Heard(form, sound, request.query["language"], len(content), asked)
