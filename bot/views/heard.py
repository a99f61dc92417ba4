"""What was heard in a recording, as it is shown before the answer."""

from collections.abc import Iterator
from typing import Final

from bot.views.chunks import Run, pack
from bot.views.legible import harmless, shorten
from pipeline.digest.ports import Wording
from pipeline.speech.models import Transcription

LONGEST: Final = 500
"""Characters of a transcription that are shown."""
UNSURE: Final = 0.6
"""Words below it are marked, so that the person sees what may have been misheard."""


def heard_text(transcription: Transcription, wording: Wording) -> str:
    """Return a message with parse mode HTML."""
    [text] = pack([[Run(f"{wording.say('alfred-heard')}\n"), *_words(transcription)]])
    return text


def _words(transcription: Transcription) -> Iterator[Run]:
    if not transcription.words:
        yield Run(shorten(harmless(transcription.text), LONGEST))
        return
    left = LONGEST
    for word in transcription.words:
        text = harmless(word.text)
        left -= len(text) + 1
        if left < 0:
            yield Run("…")
            return
        if word.confidence < UNSURE:
            yield Run(f"{text}(?)", "i")
            yield Run(" ")
        else:
            yield Run(f"{text} ")
