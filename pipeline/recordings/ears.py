"""Who listens to groups, beside the people who speak to Alfred."""

import asyncio
from datetime import timedelta

from pipeline.digest.request import Language
from pipeline.recordings.models import Admission
from pipeline.speech.engines import SpeechSections
from pipeline.speech.models import Transcription
from pipeline.speech.settings import Engine, SpeechSettings
from pipeline.speech.transcribing import Transcriber


class GroupEars:
    """A transcriber of which groups never take more than half.

    One for all that listens to groups in a process: who speaks to Alfred waits for an answer.
    """

    def __init__(self, transcriber: Transcriber, *, workers: int) -> None:
        """``workers`` are the transcriber's."""
        self._transcriber = transcriber
        self.at_once = max(1, workers // 2)
        self._free = asyncio.Semaphore(self.at_once)

    async def transcribe(self, audio: bytes, language: Language) -> Transcription:
        """See ``Transcriber``."""
        async with self._free:
            return await self._transcriber.transcribe(audio, language)


def group_ears(transcriber: Transcriber | None, settings: SpeechSettings) -> GroupEars | None:
    """None where nobody listens, or not to groups."""
    if transcriber is None or not settings.groups:
        return None
    return GroupEars(transcriber, workers=settings.workers)


def admission(sections: SpeechSections | None) -> Admission | None:
    """Which recordings of groups are heard by these settings; None if none is.

    Raises:
        BadInputError: Several recognisers are set up, and none is named.
    """
    if sections is None:
        return None
    settings = sections.speech
    if not settings.groups or sections.engine is Engine.NONE:
        return None
    return Admission(settings.max_seconds, timedelta(hours=settings.groups_hours))
