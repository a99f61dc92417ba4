"""Long speech in pieces that a recogniser takes, cut where nobody speaks."""

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from pipeline.speech.models import SAMPLE_RATE

_FRAME: Final = SAMPLE_RATE // 50
"""Samples of 20 ms, over which loudness is measured."""
_PAUSE: Final = 15
"""Frames of a pause between words: 0.3 s."""
_EARLIEST: Final = 0.6
"""Share of the longest piece after which a cut is looked for, so that pieces stay few."""


def cut(samples: bytes, longest: float) -> list[bytes]:
    """Pieces of at most ``longest`` seconds that together are ``samples``.

    Each cut is in the middle of the quietest 0.3 s of its last two fifths.
    """
    most = int(longest * SAMPLE_RATE)
    heard = array("h", samples)
    pieces = []
    start = 0
    while len(heard) - start > most:
        first = start + int(most * _EARLIEST)
        end = first + _quietest(heard[first : start + most])
        pieces.append(heard[start:end].tobytes())
        start = end
    pieces.append(heard[start:].tobytes())
    return pieces


def _quietest(heard: Sequence[int]) -> int:
    """The middle of the quietest pause, as a count of samples from the beginning."""
    starts = range(0, len(heard) - _FRAME + 1, _FRAME)
    loudness = [max(frame) - min(frame) for at in starts if (frame := heard[at : at + _FRAME])]
    if len(loudness) < _PAUSE:
        return len(heard)
    sums = list(accumulate(loudness, initial=0))
    pauses = [sums[at + _PAUSE] - sums[at] for at in range(len(sums) - _PAUSE)]
    return (pauses.index(min(pauses)) + _PAUSE // 2) * _FRAME
