"""A Vosk server (alphacep/vosk-server, websocket/asr_server.py), which takes one model's language.

Each message is answered by one, but the configuration by none. The end is one exact text; any
other text would be taken for sound, and that ends the connection.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.gigachat.streams import Slot
from tests.servers.speech import sounds
from tests.servers.speech.running import running
from tests.servers.speech.server import Heard, Said, SpeechServer, StatusError, fail

END = '{"eof" : 1}'
LARGEST_MESSAGE = 2**20
"""Bytes: the default of the library that the real server is built on."""


@dataclass(slots=True)
class VoskServer(SpeechServer):
    early: tuple[str, ...] = ()
    """Utterances that are over before the last; each is told for a chunk of sound."""


@asynccontextmanager
async def vosk_server() -> AsyncIterator[VoskServer]:
    server = VoskServer()

    async def talk(request: web.Request) -> web.StreamResponse:
        slot = Slot(server.streams)
        try:
            fault = server.fault()
            return await fail(request, fault) if fault else await _talk(server, request)
        except StatusError as error:
            return web.Response(status=error.status, headers=error.headers, text=error.message)
        finally:
            slot.free()

    async with running([web.get("/", talk)], "ws") as origin:
        server.url = origin
        yield server


async def _talk(server: VoskServer, request: web.Request) -> web.StreamResponse:
    socket = web.WebSocketResponse(max_msg_size=LARGEST_MESSAGE)
    await socket.prepare(request)
    config: dict[str, Any] = {}
    sound = bytearray()
    early = iter(server.early)
    async for message in socket:
        if message.type is WSMsgType.BINARY:
            sound += message.data
            over = next(early, None)
            told = {"partial": ""} if over is None else _result(Said(over), config)
            await socket.send_json(told)
        elif "config" in message.data:
            config = json.loads(message.data)["config"]
        elif message.data == END:
            await _tell(server, socket, bytes(sound), config)
            break
        else:
            break
    await socket.close()
    return socket


async def _tell(
    server: VoskServer, socket: web.WebSocketResponse, sound: bytes, config: Mapping[str, Any]
) -> None:
    try:
        heard = sounds.pcm(sound, int(config["sample_rate"]))
    except (ValueError, KeyError):
        return
    asked = {"words": str(config.get("words"))}
    said = await server.listen(Heard("pcm", heard, None, len(sound), asked))
    await socket.send_json(_result(said, config))


def _result(said: Said, config: Mapping[str, Any]) -> Mapping[str, Any]:
    told = [
        {"conf": said.confidence, "start": 0.0, "end": 0.1, "word": word}
        for word in said.text.split()
    ]
    return {"text": said.text} | ({"result": told} if config.get("words") and told else {})
