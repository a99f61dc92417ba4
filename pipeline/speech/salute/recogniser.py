"""SaluteSpeech by its synchronous REST API (developers.sber.ru, SaluteSpeech, recognition)."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from pipeline.digest.request import Language
from pipeline.sber import trusted
from pipeline.speech.calls import Calls, as_speech_errors
from pipeline.speech.errors import nothing_heard
from pipeline.speech.http import Http, KeyRefusedError, open_http, strange
from pipeline.speech.models import SAMPLE_RATE, Speech, Transcription
from pipeline.speech.pieces import cut
from pipeline.speech.salute.access import Tokens
from pipeline.speech.salute.service import SALUTE
from pipeline.speech.settings import SaluteSpeechSettings, SpeechSettings

LONGEST: Final = 55.0
"""Seconds of a piece; the API takes 60."""
LARGEST: Final = 2_000_000
"""Bytes that the API takes at once; a piece of samples has 1 760 000 at the most."""
OGG_OPUS: Final = "audio/ogg;codecs=opus"
PCM: Final = f"audio/x-pcm;bit=16;rate={SAMPLE_RATE}"
LANGUAGES: Final[Mapping[Language, str]] = {"ru": "ru-RU", "en": "en-US"}


class SaluteSpeech:
    """A SpeechToText. The API tells no confidence, so what it answers counts as certain."""

    name = "salute"

    def __init__(self, http: Http, tokens: Tokens, calls: Calls, base_url: str) -> None:
        self._http = http
        self._tokens = tokens
        self._calls = calls
        self._url = f"{base_url}/speech:recognize"

    async def transcribe(self, speech: Speech, language: Language) -> Transcription:
        """The pieces of long speech are recognised at once, as far as the plan allows."""
        ogg = speech.ogg_opus
        if ogg is not None and len(ogg) <= LARGEST and speech.seconds <= LONGEST:
            heard = [await self._hear(ogg, OGG_OPUS, language)]
        else:
            heard = await self._hear_all(speech, language)
        text = " ".join(part for part in heard if part)
        if not text:
            raise nothing_heard()
        return Transcription(text, confidence=1.0)

    async def check(self) -> None:
        """Get a token, which costs nothing."""
        with as_speech_errors():
            await self._tokens.get()

    async def _hear_all(self, speech: Speech, language: Language) -> list[str]:
        pieces = await asyncio.to_thread(cut, speech.samples, LONGEST)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._hear(each, PCM, language)) for each in pieces]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return [task.result() for task in tasks]

    async def _hear(self, sound: bytes, form: str, language: Language) -> str:
        async def ask() -> str:
            token = await self._tokens.get()
            try:
                answer = await self._ask(token, sound, form, language)
            except KeyRefusedError:
                self._tokens.forget(token)
                answer = await self._ask(await self._tokens.get(), sound, form, language)
            return _text(answer)

        return await self._calls.make(ask)

    async def _ask(
        self, token: str, sound: bytes, form: str, language: Language
    ) -> Mapping[str, Any]:
        return await self._http.post(
            self._url,
            sound,
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": form,
                "X-Request-ID": str(uuid.uuid4()),
            },
            query={"language": LANGUAGES[language], "model": "general"},
        )


@asynccontextmanager
async def open_salute(
    salute: SaluteSpeechSettings, settings: SpeechSettings
) -> AsyncIterator[SaluteSpeech]:
    """One client for the whole process; nothing is asked of the API yet.

    Raises:
        BadInputError: The key or the file of certificates cannot be right.
    """
    async with open_http(
        SALUTE,
        seconds=settings.call_seconds,
        tls=trusted(salute.ca_bundle, "SALUTE_SPEECH_CA_BUNDLE"),
        proxies=not _is_loopback(salute.base_url),
    ) as http:
        calls = Calls(settings, salute.max_streams)
        yield SaluteSpeech(http, Tokens(http, salute), calls, salute.base_url)


def _text(answer: Mapping[str, Any]) -> str:
    """Of its utterances; what else there is (emotions, who speaks) is optional."""
    match answer:
        case {"result": [*utterances]}:
            return " ".join(str(each).strip() for each in utterances).strip()
    raise strange(SALUTE)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
