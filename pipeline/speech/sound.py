"""From a recording in whatever form to samples: what runs in the workers.

The file is a stranger's. Only demuxers and decoders of the lists below are let near it, above all
none that opens further files or addresses, as playlists do.
"""

import importlib
import io
from array import array
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from pipeline.speech.decoded import pack, pack_fault
from pipeline.speech.errors import SpeechFault
from pipeline.speech.models import SAMPLE_RATE
from pipeline.speech.wav import wav
from pipeline.speech.worker import Task

FORMATS: Final = "ogg,mp3,mov,flac,wav"
"""FFmpeg's names; ``mov`` reads MP4 and M4A too."""
DECODERS: Final = (
    "opus,libopus,vorbis,mp3float,mp3,aac,alac,flac,"
    "pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s32le,pcm_f32le,pcm_alaw,pcm_mulaw"
)
QUIETEST: Final = 104
"""The peak of 32 768 below which there was no sound at all: -50 dB of full scale."""
RATES: Final = range(4_000, 400_000)
"""Hz. A file that tells of millions makes the resampler compute for seconds."""
OVERHANG: Final = 0.5
"""Seconds: a recorder that stops at its limit fills up the last packet."""

_NAMES = frozenset(DECODERS.split(","))


class _UnusableError(Exception):
    def __init__(self, fault: SpeechFault) -> None:
        super().__init__(fault)
        self.fault = fault


def prepare(seconds: float) -> Task:
    """A decoder of recordings that take no more than ``seconds``.

    PyAV imports some of its modules at the first stream that needs them. That is done here, for
    later nothing can be opened.
    """
    for kind in ("audio", "subtitles", "video"):
        for module in ("codeccontext", "stream"):
            importlib.import_module(f"av.{kind}.{module}")
    task = partial(decode, longest=int((seconds + OVERHANG) * SAMPLE_RATE))
    task(wav(b"\x00\x40" * 4_800, rate=48_000))
    return task


def decode(recording: bytes, longest: int) -> bytes:
    """Mono samples at ``SAMPLE_RATE`` or a fault, packed; ``longest`` is a count of samples."""
    try:
        with _opened(recording) as container:
            stream = _voice(container)
            samples = _Samples(longest).read(container, stream)
            return pack(samples, ogg_opus=_is_mono_ogg_opus(container, stream))
    except _UnusableError as unusable:
        return pack_fault(unusable.fault)
    # Beside its own errors PyAV lets those of Python through, of names and numbers out of range.
    except (av.FFmpegError, ValueError, LookupError, ArithmeticError):
        return pack_fault(SpeechFault.BROKEN)


def _opened(recording: bytes) -> InputContainer:
    lists = {
        "format_whitelist": FORMATS,
        "codec_whitelist": DECODERS,
        "protocol_whitelist": "none",
    }
    return av.open(io.BytesIO(recording), "r", container_options=lists, metadata_errors="ignore")


def _voice(container: InputContainer) -> AudioStream:
    """The first sound in it: the list above holds no decoder for pictures."""
    if not container.streams.audio:
        raise _UnusableError(SpeechFault.BROKEN)
    stream = container.streams.audio[0]
    # A codec that FFmpeg does not know has no context, whatever PyAV's types say.
    if getattr(stream.codec_context, "name", None) not in _NAMES:
        raise _UnusableError(SpeechFault.BROKEN)
    return stream


def _is_mono_ogg_opus(container: InputContainer, stream: AudioStream) -> bool:
    return (
        container.format.name == "ogg"
        and len(container.streams) == 1
        and stream.codec_context.codec.canonical_name == "opus"
        and stream.codec_context.layout.nb_channels == 1
    )


@dataclass
class _Samples:
    longest: int
    _samples: bytearray = field(default_factory=bytearray)
    _resampler: AudioResampler = field(
        default_factory=lambda: AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    )

    def read(self, container: InputContainer, stream: AudioStream) -> bytes:
        """All of them.

        A packet that cannot be decoded is left out, as every player does: music files often begin
        or end with half of one. If most are such, the file is broken.

        Raises:
            _UnusableError: BROKEN, TOO_LONG or SILENT.
        """
        good = bad = 0
        for packet in container.demux(stream):
            try:
                frames = packet.decode()
            except av.InvalidDataError:
                bad += 1
                continue
            good += 1
            for frame in frames:
                self._add(frame)
        self._keep(self._resampler.resample(None))
        if not self._samples or bad >= good:
            raise _UnusableError(SpeechFault.BROKEN)
        heard = array("h", bytes(self._samples))
        if max(max(heard), -min(heard)) < QUIETEST:
            raise _UnusableError(SpeechFault.SILENT)
        return bytes(self._samples)

    def _add(self, frame: AudioFrame) -> None:
        if frame.sample_rate not in RATES:
            raise _UnusableError(SpeechFault.BROKEN)
        # Before it is resampled: it may hold more than there is room for.
        if frame.samples * SAMPLE_RATE > (self.longest - self._count) * frame.sample_rate:
            raise _UnusableError(SpeechFault.TOO_LONG)
        self._keep(self._resampler.resample(frame))

    def _keep(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            self._samples += memoryview(frame.planes[0])[: frame.samples * 2]

    @property
    def _count(self) -> int:
        return len(self._samples) // 2
