"""Whether what came is sound of the form it claims to be, read byte by byte."""

import io
import struct
import wave
from dataclasses import dataclass

OPUS_RATE = 48_000
"""Hz in which an OGG page counts Opus, whatever was recorded (RFC 7845, 4)."""


@dataclass(frozen=True, slots=True)
class Sound:
    rate: int
    """Hz at which it was recorded."""
    seconds: float
    samples: bytes = b""
    """Signed 16-bit, mono; empty if it is compressed."""


def pcm(content: bytes, rate: int) -> Sound:
    if not content or len(content) % 2:
        raise ValueError("half a sample")
    return Sound(rate, len(content) / 2 / rate, content)


def wav(content: bytes) -> Sound:
    """Raises ValueError unless it is a whole mono file of 16 bits."""
    try:
        with wave.open(io.BytesIO(content)) as audio:
            if (audio.getnchannels(), audio.getsampwidth()) != (1, 2):
                raise ValueError("not mono, or not of 16 bits")
            samples = audio.readframes(audio.getnframes())
            if len(samples) != 2 * audio.getnframes():
                raise ValueError("shorter than its header says")
            return pcm(samples, audio.getframerate())
    except (wave.Error, EOFError) as error:
        raise ValueError(str(error)) from None


def ogg_opus(content: bytes) -> Sound:
    """Raises ValueError unless it is OGG with one mono Opus stream (RFC 3533, RFC 7845)."""
    granule, at = 0, 0
    first = b""
    while at < len(content):
        if content[at : at + 4] != b"OggS" or len(content) < at + 27:
            raise ValueError("no page where one has to begin")
        (granule,) = struct.unpack_from("<q", content, at + 6)
        lacing = content[at + 27 : at + 27 + content[at + 26]]
        begin = at + 27 + len(lacing)
        at = begin + sum(lacing)
        if at > len(content):
            raise ValueError("the last page is cut off")
        first = first or content[begin:at]
    if not first.startswith(b"OpusHead") or first[9] != 1:
        raise ValueError("not Opus, or not mono")
    skipped, rate = struct.unpack_from("<HI", first, 10)
    return Sound(rate, (granule - skipped) / OPUS_RATE)
