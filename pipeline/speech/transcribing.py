"""From a recording to text that can be acted upon, or to the reason why there is none."""

import asyncio
import time
from collections.abc import Callable

from pipeline.digest.request import Language
from pipeline.speech.errors import SpeechError, SpeechFault, nothing_heard
from pipeline.speech.metrics import SpeechMetrics
from pipeline.speech.models import Transcription
from pipeline.speech.ports import AudioDecoder, SpeechToText
from pipeline.speech.settings import SpeechSettings


class Transcriber:
    def __init__(
        self,
        decoder: AudioDecoder,
        recogniser: SpeechToText,
        settings: SpeechSettings,
        metrics: SpeechMetrics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._decoder = decoder
        self._recogniser = recogniser
        self._settings = settings
        self._metrics = metrics
        self._clock = clock

    @property
    def name(self) -> str:
        """Of the recogniser."""
        return self._recogniser.name

    async def transcribe(self, audio: bytes, language: Language) -> Transcription:
        """What was said in a voice message, an audio file or a video note.

        Raises:
            SpeechError: Its ``fault`` tells why there is no text, any of them.
        """
        began = self._clock()
        status = "failed"
        try:
            transcription = await self._in_time(audio, language)
        except SpeechError as error:
            status = error.fault
            raise
        except asyncio.CancelledError:
            status = "cancelled"
            raise
        else:
            status = "ok"
            return transcription
        finally:
            self._metrics.took(self.name, status, self._clock() - began)

    async def _in_time(self, audio: bytes, language: Language) -> Transcription:
        try:
            async with asyncio.timeout(self._settings.seconds) as limit:
                speech = await self._decoder.decode(audio)
                return self._judged(await self._recogniser.transcribe(speech, language))
        except TimeoutError:
            if not limit.expired():
                raise
            raise SpeechError(
                SpeechFault.UNAVAILABLE,
                f"no text within {self._settings.seconds:g} s — raise SPEECH_SECONDS if that is"
                " usual",
            ) from None

    def _judged(self, transcription: Transcription) -> Transcription:
        if not transcription.text.strip():
            raise nothing_heard()
        if transcription.confidence < self._settings.confidence:
            raise SpeechError(
                SpeechFault.UNSURE,
                f"the confidence {transcription.confidence:.2f} is below SPEECH_CONFIDENCE —"
                " record it anew, where it is quieter",
            )
        return transcription
