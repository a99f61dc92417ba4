"""A server with OpenAI's transcriptions (platform.openai.com, API reference, Audio)."""

import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.servers.gigachat.streams import Slot
from tests.servers.speech import sounds
from tests.servers.speech.running import running
from tests.servers.speech.server import Heard, Said, SpeechServer, StatusError, fail

KEY = "sk-speech-5f2c"


@dataclass(slots=True)
class OpenAiSpeechServer(SpeechServer):
    key: str | None = KEY
    """None: it asks for none."""
    models: tuple[str, ...] = ("whisper-1", "gpt-4o-transcribe")
    details: bool = True
    """Or ``verbose_json`` is refused, as by models that are no Whisper."""
    probabilities: bool = True
    """Of words, as speaches and whisper.cpp tell them; OpenAI tells those of segments alone."""
    no_speech: float = 0.01
    """What Whisper thinks of the chance that nobody speaks."""
    max_bytes: int = 25_000_000


@asynccontextmanager
async def openai_speech_server() -> AsyncIterator[OpenAiSpeechServer]:
    server = OpenAiSpeechServer()

    async def transcribe(request: web.Request) -> web.StreamResponse:
        slot = Slot(server.streams)
        try:
            return await _transcribe(server, request)
        except StatusError as error:
            quoted = f"{error.message} ({request.headers.get('Authorization')})"
            told = {"message": quoted, "type": "invalid_request_error", "code": error.message}
            body = {"error": told}
            return web.json_response(body, status=error.status, headers=error.headers)
        finally:
            slot.free()

    async with running([web.post("/v1/audio/transcriptions", transcribe)]) as origin:
        server.url = f"{origin}/v1"
        yield server


async def _transcribe(server: OpenAiSpeechServer, request: web.Request) -> web.StreamResponse:
    fault = server.fault()
    if server.key and request.headers.get("Authorization") != f"Bearer {server.key}":
        raise StatusError(401, "invalid_api_key")
    if fault:
        return await fail(request, fault)
    form = await request.post()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    wanted = fields.get("response_format", "json")
    if fields.get("model") not in server.models:
        raise StatusError(404, "model_not_found")
    if wanted not in {"json", "verbose_json"} or (wanted == "verbose_json" and not server.details):
        raise StatusError(400, "unsupported_value")
    heard = _checked(server, form.get("file"), fields)
    said = await server.listen(heard)
    if wanted == "json":
        return web.json_response({"text": said.text})
    return web.json_response(_verbose(server, said, heard))


def _checked(server: OpenAiSpeechServer, file: Any, fields: Mapping[str, str]) -> Heard:
    if not isinstance(file, web.FileField) or not file.filename.endswith(".wav"):
        raise StatusError(400, "invalid_file_format")
    with file.file as upload:
        content = upload.read()
    if len(content) > server.max_bytes:
        raise StatusError(413, "too_large")
    try:
        sound = sounds.wav(content)
    except ValueError:
        raise StatusError(400, "invalid_file_format") from None
    return Heard(file.content_type, sound, fields.get("language"), len(content), fields)


def _verbose(server: OpenAiSpeechServer, said: Said, heard: Heard) -> Mapping[str, Any]:
    known: dict[str, Any] = {"start": 0.0, "end": 0.1}
    if server.probabilities:
        known["probability"] = said.confidence
    words = [{"word": f" {word}"} | known for word in said.text.split()]
    segment = {
        "id": 0,
        "start": 0.0,
        "end": heard.sound.seconds,
        "text": f" {said.text}",
        "avg_logprob": math.log(said.confidence),
        "no_speech_prob": server.no_speech,
    }
    return {
        "task": "transcribe",
        "language": "russian",
        "duration": heard.sound.seconds,
        "text": said.text,
        "segments": [segment] if said.text else [],
        "words": words,
    }
