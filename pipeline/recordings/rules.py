from datetime import timedelta
from typing import Final

from pipeline.ingest.models import Heard
from pipeline.recordings.models import GivenUp
from pipeline.speech.errors import SpeechFault, nothing_heard
from pipeline.speech.models import Transcription

ATTEMPTS: Final = 6
"""Of one recording; with the pauses between them, most of two hours."""
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=1)
UNSURE: Final = 0.6
"""Words below it may have been misheard (``bot.views.heard``)."""
MOST_UNSURE: Final = 50
LONGEST: Final = 4_096
"""Characters: what a message may have. Two minutes of fast speech have 2 500."""

_AGAIN: Final = frozenset({SpeechFault.UNAVAILABLE})
"""Asking again helps; all else is the same at every try."""


def why_given_up(fault: SpeechFault, attempts: int) -> GivenUp | None:
    """The reason to ask no more; None if it is asked again."""
    if fault in _AGAIN and attempts < ATTEMPTS:
        return None
    return GivenUp(fault.value)


def pause_after(attempts: int) -> timedelta:
    """30 s, then four times as long each time, an hour at the most."""
    longer: timedelta = FIRST_PAUSE * 4 ** min(attempts - 1, 8)
    return min(LONGEST_PAUSE, longer)


def as_heard(transcription: Transcription) -> Heard:
    """The transcription as it is kept: on one line, without what no database or screen takes.

    Raises:
        SpeechError: SILENT, if nothing is left.
    """
    text = _clean(transcription.text)[:LONGEST].rstrip()
    if not text:
        raise nothing_heard()
    doubtful = (_clean(word.text) for word in transcription.words if word.confidence < UNSURE)
    unsure = tuple(dict.fromkeys(filter(None, doubtful)))
    return Heard(text, transcription.confidence, unsure[:MOST_UNSURE])


def _clean(text: str) -> str:
    spaced = (letter if letter.isprintable() else " " for letter in text)
    return " ".join("".join(spaced).split())
