from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from pipeline.speech.decoded import unpack
from pipeline.speech.errors import SpeechError, SpeechFault
from pipeline.speech.models import Speech
from pipeline.speech.settings import SpeechSettings
from pipeline.speech.worker import Task
from pipeline.speech.workers import WorkerDiedError, WorkerLateError, WorkerPool, open_workers

DECODE_SECONDS = 15.0
"""A minute of voice takes 0.1 s; what takes longer than this was made to."""


class PooledDecoder:
    """An AudioDecoder by PyAV in processes of their own."""

    def __init__(
        self, workers: WorkerPool, settings: SpeechSettings, *, seconds: float = DECODE_SECONDS
    ) -> None:
        self._workers = workers
        self._settings = settings
        self._seconds = seconds

    async def decode(self, audio: bytes) -> Speech:
        if len(audio) > self._settings.max_bytes:
            raise self._fault(SpeechFault.TOO_LARGE)
        try:
            answer = await self._workers.run(audio, seconds=self._seconds)
        except WorkerLateError:
            raise self._fault(SpeechFault.BROKEN) from None
        except WorkerDiedError as error:
            fault = SpeechFault.BROKEN if error.by_the_job else SpeechFault.UNAVAILABLE
            raise self._fault(fault) from None
        decoded = unpack(answer, audio)
        if isinstance(decoded, SpeechFault):
            raise self._fault(decoded)
        return decoded

    def _fault(self, fault: SpeechFault) -> SpeechError:
        limits = self._settings
        words = {
            SpeechFault.BROKEN: "the recording cannot be decoded — record it anew",
            SpeechFault.TOO_LARGE: f"the recording has more than {limits.max_bytes} bytes — send a"
            " shorter one, or raise SPEECH_MAX_BYTES",
            SpeechFault.TOO_LONG: f"the recording is longer than {limits.max_seconds:g} s — send a"
            " shorter one, or raise SPEECH_MAX_SECONDS",
            SpeechFault.SILENT: "the recording is silent — speak closer to the microphone",
            SpeechFault.UNAVAILABLE: "the decoder was ended or did not start — try again, or raise"
            " SPEECH_MEMORY_MB",
        }
        return SpeechError(fault, words[fault])


@asynccontextmanager
async def open_decoder(settings: SpeechSettings) -> AsyncIterator[PooledDecoder]:
    """No process is started before the first recording comes."""
    async with open_workers(
        partial(_prepare, settings.max_seconds), size=settings.workers, memory=settings.memory
    ) as workers:
        yield PooledDecoder(workers, settings)


def _prepare(seconds: float) -> Task:
    """Load FFmpeg in the worker, and there alone."""
    from pipeline.speech.sound import prepare

    return prepare(seconds)
