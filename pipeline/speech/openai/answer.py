"""What a transcription says of itself, as far as servers tell (OpenAI's reference, Audio)."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from pipeline.speech.models import Transcription, Word

NO_SPEECH: Final = 0.6
UNLIKELY: Final = -1.0
"""Whisper's rule of silence (openai/whisper, transcribe.py): a segment in which it hears no speech
with more than this probability, and whose words are less likely than this logarithm, is none."""


class _Word(BaseModel):
    word: str
    probability: float | None = None
    """speaches and whisper.cpp tell it, OpenAI does not."""


class _Segment(BaseModel):
    text: str = ""
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    words: list[_Word] | None = None

    @property
    def is_silence(self) -> bool:
        if self.no_speech_prob is None or self.avg_logprob is None:
            return False
        return self.no_speech_prob > NO_SPEECH and self.avg_logprob < UNLIKELY


class _Answer(BaseModel):
    text: str
    segments: list[_Segment] | None = None
    words: list[_Word] | None = None


def read(answer: Mapping[str, Any]) -> Transcription | None:
    """What was heard, perhaps nothing; None if it is no answer of this API.

    What Whisper made up over silence is left out. The confidence is the mean of the words', else
    the mean probability of a token, else 1.
    """
    try:
        told = _Answer.model_validate(answer)
    except ValidationError:
        return None
    segments = told.segments or []
    spoken = [each for each in segments if not each.is_silence]
    text = told.text
    if len(spoken) < len(segments):
        text = " ".join(each.text.strip() for each in spoken)
    heard = [word for each in spoken for word in each.words or []]
    if not heard and len(spoken) == len(segments):
        heard = told.words or []
    words = _words(heard)
    return Transcription(text.strip(), _confidence(words, spoken), words)


def _words(told: Sequence[_Word]) -> tuple[Word, ...]:
    """None of them unless all have a probability."""
    words = tuple(
        Word(each.word.strip(), min(1.0, max(0.0, each.probability)))
        for each in told
        if each.probability is not None
    )
    return words if len(words) == len(told) else ()


def _confidence(words: Sequence[Word], spoken: Sequence[_Segment]) -> float:
    if words:
        return sum(word.confidence for word in words) / len(words)
    told = [(each.avg_logprob, len(each.text)) for each in spoken if each.avg_logprob is not None]
    length = sum(size for _, size in told)
    if not length:
        return 1.0
    return math.exp(min(0.0, sum(likely * size for likely, size in told) / length))
