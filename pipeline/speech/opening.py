from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.speech.decoding import open_decoder
from pipeline.speech.engines import SpeechSections, open_recogniser
from pipeline.speech.metrics import SpeechMetrics
from pipeline.speech.transcribing import Transcriber


@asynccontextmanager
async def open_transcriber(
    sections: SpeechSections, metrics: SpeechMetrics
) -> AsyncIterator[Transcriber | None]:
    """Whoever turns speech into text here; None if nobody does.

    No process is started, no model loaded and no server asked before the first recording comes.

    Raises:
        BadInputError: The settings cannot work.
    """
    async with open_recogniser(sections) as recogniser, open_decoder(sections.speech) as decoder:
        if recogniser is None:
            yield None
        else:
            yield Transcriber(decoder, recogniser, sections.speech, metrics)
