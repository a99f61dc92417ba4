"""English without any server: pocketsphinx with the model that comes with it.

It is for demonstrations, tests and want of anything better: of a clear voice it gets two words of
three, or five of six if it is read out; of others half.
"""

import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec

from pipeline.digest.request import Language
from pipeline.errors import BadInputError
from pipeline.speech.calls import try_out
from pipeline.speech.errors import SpeechError, SpeechFault, nothing_heard
from pipeline.speech.models import Speech, Transcription, Word
from pipeline.speech.settings import SpeechSettings
from pipeline.speech.worker import Task
from pipeline.speech.workers import WorkerDiedError, WorkerLateError, WorkerPool, open_workers


def is_installed() -> bool:
    return find_spec("pocketsphinx") is not None


class Pocketsphinx:
    """A SpeechToText for English."""

    name = "pocketsphinx"

    def __init__(self, workers: WorkerPool, seconds: float) -> None:
        self._workers = workers
        self._seconds = seconds

    async def transcribe(self, speech: Speech, language: Language) -> Transcription:
        if language != "en":
            raise SpeechError(
                SpeechFault.REJECTED,
                "pocketsphinx understands English alone — set SPEECH_ENGINE to salute, openai or"
                " vosk, and what it needs",
            )
        heard = json.loads(await self._listen(speech.samples))
        if not heard:
            raise nothing_heard()
        words = tuple(Word(word, certainty(posterior)) for word, posterior, _ in heard)
        frames = sum(each[2] for each in heard)
        posterior = sum(each[1] * each[2] for each in heard) / frames
        return Transcription(" ".join(word.text for word in words), certainty(posterior), words)

    async def check(self) -> None:
        await try_out(self)

    async def _listen(self, samples: bytes) -> bytes:
        try:
            return await self._workers.run(samples, seconds=self._seconds)
        except WorkerLateError:
            message = "pocketsphinx takes too long — set SPEECH_ENGINE to one with a server"
        except WorkerDiedError:
            message = "pocketsphinx ended — raise SPEECH_MEMORY_MB, or see the log"
        raise SpeechError(SpeechFault.UNAVAILABLE, message)


def certainty(posterior: float) -> float:
    """A confidence from the posterior of one path through the word graph.

    A posterior is shared out among the pronunciations of a word and the moments at which it may
    begin, so that of a word that is right it is often 0.4. Its root keeps the ends and the order.
    It separates little: with the threshold of 0.6, 45 of 50 sentences pass of which at least half
    was understood, and 27 of 41 others (docs/decisions/0030).
    """
    return math.sqrt(min(1.0, max(0.0, posterior)))


@asynccontextmanager
async def open_pocketsphinx(settings: SpeechSettings) -> AsyncIterator[Pocketsphinx]:
    """No process is started, and no model loaded, before the first speech comes.

    Raises:
        BadInputError: It is not installed.
    """
    if not is_installed():
        raise BadInputError("pocketsphinx is not installed — pip install pocketsphinx")
    async with open_workers(_prepare, size=settings.workers, memory=settings.memory) as workers:
        yield Pocketsphinx(workers, settings.seconds)


def _prepare() -> Task:
    """Load the model in the worker, and there alone."""
    from pipeline.speech.listening import prepare

    return prepare()
