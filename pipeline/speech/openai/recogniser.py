"""Any server with OpenAI's transcription API: OpenAI's own, speaches, whisper.cpp, vLLM."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from pipeline.digest.request import Language
from pipeline.errors import BadInputError
from pipeline.llm.openai.errors import RequestRefusedError
from pipeline.speech.calls import Calls, try_out
from pipeline.speech.errors import nothing_heard
from pipeline.speech.http import Http, Service, open_http, strange
from pipeline.speech.models import Speech, Transcription
from pipeline.speech.openai.answer import read
from pipeline.speech.settings import SpeechSettings
from pipeline.speech.wav import wav

SERVER: Final = Service(
    name="the speech server",
    address="SPEECH_API_URL",
    key="SPEECH_API_KEY",
    request="SPEECH_MODEL and SPEECH_API_URL",
    streams="SPEECH_MAX_STREAMS",
)

_Form = tuple[tuple[str, str], ...]
DETAILED: Final[_Form] = (
    ("response_format", "verbose_json"),
    ("timestamp_granularities[]", "segment"),
    ("timestamp_granularities[]", "word"),
)
PLAIN: Final[_Form] = (("response_format", "json"),)
"""For models that tell the text alone, as gpt-4o-transcribe does."""


class OpenAiSpeech:
    """A SpeechToText."""

    name = "openai"

    def __init__(self, http: Http, calls: Calls, settings: SpeechSettings) -> None:
        self._http = http
        self._calls = calls
        self._url = f"{settings.api_url}/audio/transcriptions"
        self._model = settings.model
        self._form = DETAILED

    async def transcribe(self, speech: Speech, language: Language) -> Transcription:
        sound = wav(speech.samples)  # which whisper.cpp takes without a converter too
        heard = await self._calls.make(lambda: self._hear(sound, language))
        if not heard.text:
            raise nothing_heard()
        return heard

    async def check(self) -> None:
        await try_out(self)

    async def _hear(self, sound: bytes, language: Language) -> Transcription:
        """Ask for details; a server that refuses to tell them is not asked for them again."""
        try:
            return await self._ask(sound, language, self._form)
        except RequestRefusedError:
            if self._form is PLAIN:
                raise
            heard = await self._ask(sound, language, PLAIN)
            self._form = PLAIN
            return heard

    async def _ask(self, sound: bytes, language: Language, form: _Form) -> Transcription:
        fields = [("model", self._model), ("language", language), ("temperature", "0"), *form]
        answer = await self._http.send_file(self._url, ("voice.wav", sound, "audio/wav"), fields)
        heard = read(answer)
        if heard is None:
            raise strange(SERVER)
        return heard


@asynccontextmanager
async def open_openai_speech(settings: SpeechSettings) -> AsyncIterator[OpenAiSpeech]:
    """One client for the whole process; nothing is asked of the server yet.

    Raises:
        BadInputError: SPEECH_API_URL is not set.
    """
    if settings.api_url is None:
        raise BadInputError("there is no speech server — set SPEECH_API_URL")
    key = settings.api_key.get_secret_value() if settings.api_key else None
    async with open_http(SERVER, seconds=settings.call_seconds, key=key) as http:
        yield OpenAiSpeech(http, Calls(settings, settings.max_streams), settings)
