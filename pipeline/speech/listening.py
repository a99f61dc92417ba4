"""From samples to words by pocketsphinx: what runs in its workers."""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Final

import pocketsphinx

from pipeline.speech.models import SAMPLE_RATE
from pipeline.speech.pieces import cut
from pipeline.speech.worker import Task

LONGEST: Final = 15.0
"""Seconds searched as one utterance: the word graph of a longer one grows out of proportion."""
LEAST: Final = 5
"""Frames of 30 ms with speech in them; a recording with fewer holds none."""
STRICTEST: Final = 3
"""The mode of WebRTC's voice detector in which noise seldom counts as speech."""
_ALTERNATIVE = re.compile(r"\(\d+\)$")
"""``read(2)`` is ``read`` in its second pronunciation."""
_NO_WORD = ("<", "[")
"""Silence and noise: ``<sil>``, ``[NOISE]``."""


def prepare() -> Task:
    """A listener with the American English model that comes with pocketsphinx."""
    decoder = pocketsphinx.Decoder(samprate=float(SAMPLE_RATE), loglevel="FATAL")
    return partial(listen, decoder)


def listen(decoder: pocketsphinx.Decoder, samples: bytes) -> bytes:
    """JSON of the words: each with its posterior probability and its frames of 10 ms."""
    if not _is_speech(samples):
        return b"[]"
    words = [word for piece in cut(samples, LONGEST) for word in _words(decoder, piece)]
    return json.dumps(words).encode()


def _words(decoder: pocketsphinx.Decoder, samples: bytes) -> Iterator[tuple[str, float, int]]:
    decoder.reinit_feat()  # what it learned of the last voice would change how it hears this one
    decoder.start_utt()
    decoder.process_raw(samples, full_utt=True)
    decoder.end_utt()
    for segment in decoder.seg() or ():
        if not segment.word.startswith(_NO_WORD):
            word = _ALTERNATIVE.sub("", segment.word)
            yield word, segment.prob, segment.end_frame - segment.start_frame + 1


def _is_speech(samples: bytes) -> bool:
    detector = pocketsphinx.Vad(mode=STRICTEST, sample_rate=SAMPLE_RATE, frame_length=0.03)
    size = detector.frame_bytes
    starts = range(0, len(samples) - size + 1, size)
    spoken = [at for at in starts if detector.is_speech(samples[at : at + size])]
    return len(spoken) >= LEAST
