"""What was said aloud, as text."""

from dataclasses import dataclass
from typing import Final

SAMPLE_RATE: Final = 16_000
"""Hz; what every recogniser here takes."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Decoded speech: signed 16-bit little-endian samples, mono, at ``SAMPLE_RATE``."""

    samples: bytes
    ogg_opus: bytes | None = None
    """The recording as it came, if it is mono Opus in OGG, which some recognisers take as is."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / 2 / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Transcription:
    text: str
    confidence: float
    """0 to 1, of the whole; 1 where a recogniser does not tell."""
    words: tuple[Word, ...] = ()
    """Empty where a recogniser does not tell them apart."""
