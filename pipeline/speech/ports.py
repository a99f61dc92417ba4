from typing import Protocol

from pipeline.digest.request import Language
from pipeline.speech.models import Speech, Transcription


class AudioDecoder(Protocol):
    async def decode(self, audio: bytes) -> Speech:
        """Decode a voice message, an audio file or the sound of a video note.

        Raises:
            SpeechError: BROKEN, TOO_LONG, TOO_LARGE, SILENT; UNAVAILABLE if nobody can decode now.
        """
        ...


class SpeechToText(Protocol):
    """Turns speech into text, of any length that the decoder lets through."""

    @property
    def name(self) -> str:
        """For metrics: ``salute``, ``openai``, ``vosk``, ``pocketsphinx``."""
        ...

    async def transcribe(self, speech: Speech, language: Language) -> Transcription:
        """The text of it.

        Raises:
            SpeechError: SILENT, UNAVAILABLE or REJECTED.
        """
        ...
