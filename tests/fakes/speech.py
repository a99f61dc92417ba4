"""A decoder and a recogniser that do as they are told, for what stands upon them."""

import asyncio
from collections import deque

from pipeline.digest.request import Language
from pipeline.speech.errors import SpeechError
from pipeline.speech.models import SAMPLE_RATE, Speech, Transcription

Told = Speech | SpeechError
Said = str | Transcription | SpeechError


class FakeDecoder:
    """An AudioDecoder that takes any bytes for a second of speech, or what it is told."""

    def __init__(self, *told: Told) -> None:
        self.recordings: list[bytes] = []
        self._told = deque(told)

    async def decode(self, audio: bytes) -> Speech:
        self.recordings.append(audio)
        told = self._told.popleft() if self._told else Speech(b"\0\x40" * SAMPLE_RATE)
        if isinstance(told, SpeechError):
            raise told
        return told


class ScriptedRecogniser:
    """A SpeechToText that says what the test scripted, one item a recording; then it is silent."""

    name = "scripted"

    def __init__(self, *script: Said) -> None:
        self.heard: list[tuple[Speech, Language]] = []
        self._script = deque(script)

    def script(self, *said: Said) -> None:
        self._script.extend(said)

    async def transcribe(self, speech: Speech, language: Language) -> Transcription:
        self.heard.append((speech, language))
        said = self._script.popleft() if self._script else Transcription("", 1.0)
        if isinstance(said, SpeechError):
            raise said
        return Transcription(said, 1.0) if isinstance(said, str) else said


class DeafRecogniser:
    """A SpeechToText that never answers."""

    name = "deaf"

    def __init__(self) -> None:
        self.listening = asyncio.Event()

    async def transcribe(self, speech: Speech, language: Language) -> Transcription:
        self.listening.set()
        await asyncio.get_running_loop().create_future()
        raise AssertionError("nobody sets this future")
