"""Who listens to the voice messages of an export."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry

from handlers.cli.request import ReplayRequest
from handlers.export.recordings import ExportRecordings
from pipeline.recordings.ears import group_ears
from pipeline.recordings.hearing import GroupHearing
from pipeline.recordings.metrics import RecordingMetrics
from pipeline.recordings.ports import Recordings
from pipeline.speech.engines import SpeechSections
from pipeline.speech.metrics import SpeechMetrics
from pipeline.speech.opening import open_transcriber


@asynccontextmanager
async def open_hearing(
    recordings: Recordings,
    speech: SpeechSections | None,
    request: ReplayRequest,
    registry: CollectorRegistry,
) -> AsyncIterator[GroupHearing | None]:
    """Open it; None where nobody listens, or not to groups.

    Raises:
        BadInputError: The settings of the recogniser cannot work.
    """
    if speech is None or not speech.speech.groups:
        yield None
        return
    async with open_transcriber(speech, SpeechMetrics(registry)) as transcriber:
        ears = group_ears(transcriber, speech.speech)
        if ears is None:
            yield None
            return
        yield GroupHearing(
            ExportRecordings(request.export.parent, speech.speech.max_bytes),
            recordings,
            ears,
            RecordingMetrics(registry),
            language=request.language,
        )
