"""A Vosk server, by its WebSocket protocol (alphacep/vosk-server, websocket/asr_server.py)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
from pydantic import BaseModel, ValidationError

from pipeline.digest.request import Language
from pipeline.errors import BadInputError
from pipeline.llm.errors import ModelTimeoutError
from pipeline.speech.calls import Calls, try_out
from pipeline.speech.errors import nothing_heard
from pipeline.speech.http import (
    CONNECT_SECONDS,
    LARGEST_ANSWER,
    Service,
    refusal,
    strange,
    unreachable,
    untrusted,
)
from pipeline.speech.models import SAMPLE_RATE, Speech, Transcription, Word
from pipeline.speech.settings import SpeechSettings, VoskSettings

SERVER: Final = Service(
    name="the Vosk server",
    address="VOSK_URL",
    key="VOSK_URL",
    request="VOSK_URL",
    streams="SPEECH_MAX_STREAMS",
)
CHUNK: Final = 2 * SAMPLE_RATE
"""Bytes of a second. Each chunk is answered before the next is sent, so that a server which is
slower than we are is not flooded; its own limit for a message is a megabyte."""

EOF: Final = '{"eof" : 1}'
"""As it is spelled here: the server compares the text, and takes any other for sound."""


class _Word(BaseModel):
    word: str
    conf: float = 1.0


class _Result(BaseModel):
    """An utterance that is over, or one that goes on and has no ``text`` yet."""

    text: str = ""
    result: list[_Word] = []


class Vosk:
    """A SpeechToText. Its language is that of the server's model, whichever is asked for."""

    name = "vosk"

    def __init__(
        self, session: aiohttp.ClientSession, calls: Calls, url: str, seconds: float
    ) -> None:
        self._session = session
        self._calls = calls
        self._url = url
        self._seconds = seconds

    async def transcribe(self, speech: Speech, language: Language) -> Transcription:
        results = await self._calls.make(lambda: self._hear(speech.samples))
        text = " ".join(each.text for each in results if each.text)
        if not text:
            raise nothing_heard()
        words = tuple(
            Word(word.word, min(1.0, max(0.0, word.conf)))
            for each in results
            for word in each.result
        )
        told = [word.confidence for word in words]
        return Transcription(text, sum(told) / len(told) if told else 1.0, words)

    async def check(self) -> None:
        await try_out(self)

    async def _hear(self, samples: bytes) -> list[_Result]:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._converse(samples)
        except TimeoutError:
            raise ModelTimeoutError(
                "no answer in time from the Vosk server — check VOSK_URL, or raise"
                " SPEECH_CALL_SECONDS"
            ) from None
        except aiohttp.WSServerHandshakeError as error:
            raise refusal(SERVER, error.status, error.headers or {}, b"") from None
        except aiohttp.ClientConnectorCertificateError:
            raise untrusted(SERVER) from None
        except (aiohttp.ClientError, OSError) as error:
            raise unreachable(SERVER, error) from None

    async def _converse(self, samples: bytes) -> list[_Result]:
        async with self._session.ws_connect(self._url, max_msg_size=LARGEST_ANSWER) as socket:
            await socket.send_json({"config": {"sample_rate": SAMPLE_RATE, "words": 1}})
            results = []
            for start in range(0, len(samples), CHUNK):
                await socket.send_bytes(samples[start : start + CHUNK])
                results.append(await _answer(socket))
            await socket.send_str(EOF)
            results.append(await _answer(socket))
            return results


@asynccontextmanager
async def open_vosk(vosk: VoskSettings, settings: SpeechSettings) -> AsyncIterator[Vosk]:
    """Nothing is asked of the server yet; each recording has a connection of its own.

    Raises:
        BadInputError: VOSK_URL is not set.
    """
    if vosk.url is None:
        raise BadInputError("there is no Vosk server — set VOSK_URL")
    async with aiohttp.ClientSession(
        headers={"User-Agent": "Alfred"},
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
    ) as session:
        calls = Calls(settings, settings.max_streams)
        yield Vosk(session, calls, vosk.url, settings.call_seconds)


async def _answer(socket: aiohttp.ClientWebSocketResponse) -> _Result:
    message = await socket.receive()
    if message.type is not aiohttp.WSMsgType.TEXT:
        raise unreachable(SERVER, ConnectionResetError())
    try:
        return _Result.model_validate_json(message.data)
    except ValidationError:
        raise strange(SERVER) from None
