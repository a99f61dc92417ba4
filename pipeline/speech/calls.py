"""A call of a recogniser that runs elsewhere: tried again, left alone when it is down.

A recogniser is a model like others, so its failures are those of ``pipeline.llm`` until they leave
this module; retries and the circuit breaker are the same too.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from pipeline.llm.breaker import Breaker
from pipeline.llm.errors import BreakerOpenError, ModelError, ModelUnavailableError
from pipeline.llm.retries import retried
from pipeline.speech.errors import SpeechError, SpeechFault
from pipeline.speech.models import SAMPLE_RATE, Speech
from pipeline.speech.ports import SpeechToText
from pipeline.speech.settings import SpeechSettings

BREAKER_FAILURES: Final = 6
"""Of two recordings, each tried three times."""
BREAKER_SECONDS: Final = 30.0

T = TypeVar("T")


class Calls:
    """At most ``streams`` run at once; the others wait in order."""

    def __init__(
        self,
        settings: SpeechSettings,
        streams: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._free = asyncio.Semaphore(streams)
        self._breaker = Breaker(BREAKER_FAILURES, BREAKER_SECONDS, clock)

    async def make(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """The first success of ``attempt``: to recognise speech twice does no harm.

        Raises:
            SpeechError: UNAVAILABLE or REJECTED; SILENT if the attempt says so.
        """

        async def once(_number: int) -> T:
            self._breaker.check()
            async with self._free:
                with self._breaker.passage():
                    return await attempt()

        with as_speech_errors():
            return await retried(
                once,
                retries=self._settings.retries,
                longest=lambda: self._settings.retry_after_cap,
                hopeless=lambda: not self._breaker.admits,
            )


@contextmanager
def as_speech_errors() -> Iterator[None]:
    try:
        yield
    except (ModelUnavailableError, BreakerOpenError) as error:
        raise SpeechError(SpeechFault.UNAVAILABLE, str(error)) from None
    except ModelError as error:
        raise SpeechError(SpeechFault.REJECTED, str(error)) from None


async def try_out(recogniser: SpeechToText) -> None:
    """Have it listen to a second of silence.

    Raises:
        SpeechError: It does not work; the message names the remedy.
    """
    try:
        await recogniser.transcribe(Speech(bytes(2 * SAMPLE_RATE)), "en")
    except SpeechError as error:
        if error.fault is not SpeechFault.SILENT:
            raise
