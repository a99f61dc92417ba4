"""The recogniser that the settings name."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from pipeline.errors import BadInputError
from pipeline.speech.pocketsphinx import is_installed, open_pocketsphinx
from pipeline.speech.ports import SpeechToText
from pipeline.speech.settings import (
    Engine,
    SaluteSpeechSettings,
    SpeechSettings,
    VoskSettings,
)


class Recogniser(SpeechToText, Protocol):
    async def check(self) -> None:
        """Whether it would listen to somebody; costs nothing, or a second of silence.

        Raises:
            SpeechError: It would not; the message names the remedy.
        """
        ...


@dataclass(frozen=True, slots=True)
class SpeechSections:
    speech: SpeechSettings
    salute: SaluteSpeechSettings
    vosk: VoskSettings

    @property
    def engine(self) -> Engine:
        """Who is to listen; NONE if nobody is.

        Raises:
            BadInputError: Several are set up, and none is named.
        """
        if self.speech.engine is not Engine.AUTO:
            return self.speech.engine
        set_up = {
            Engine.SALUTE: self.salute.credentials,
            Engine.OPENAI: self.speech.api_url,
            Engine.VOSK: self.vosk.url,
        }
        found = [engine for engine, setting in set_up.items() if setting]
        if len(found) > 1:
            raise BadInputError(
                "several recognisers of speech are set up — set SPEECH_ENGINE to the one that is"
                f" to listen: {', '.join(found)}"
            )
        if found:
            return found[0]
        return Engine.POCKETSPHINX if is_installed() else Engine.NONE


@asynccontextmanager
async def open_recogniser(sections: SpeechSections) -> AsyncIterator[Recogniser | None]:
    """Open the engine that is to listen; None if nobody is. Nothing is asked of it yet.

    Raises:
        BadInputError: Its settings are missing, or cannot work.
    """
    opening = _opening(sections)
    if opening is None:
        yield None
        return
    async with opening as recogniser:
        yield recogniser


# The adapters are imported once they are needed: a client library takes 0.2 s to load.


def _opening(sections: SpeechSections) -> AbstractAsyncContextManager[Recogniser] | None:
    settings = sections.speech
    match sections.engine:
        case Engine.SALUTE:
            from pipeline.speech.salute.recogniser import open_salute

            return open_salute(sections.salute, settings)
        case Engine.OPENAI:
            from pipeline.speech.openai.recogniser import open_openai_speech

            return open_openai_speech(settings)
        case Engine.VOSK:
            from pipeline.speech.vosk import open_vosk

            return open_vosk(sections.vosk, settings)
        case Engine.POCKETSPHINX:
            return open_pocketsphinx(settings)
        case _:
            return None
