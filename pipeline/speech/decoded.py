"""What a worker that decodes answers: bytes, for what it says is not trusted to be an object."""

from typing import Final

from pipeline.speech.errors import SpeechFault
from pipeline.speech.models import Speech

_SAMPLES: Final = b"s"
_SAMPLES_OF_OGG_OPUS: Final = b"o"
_FAULT: Final = b"!"


def pack(samples: bytes, *, ogg_opus: bool) -> bytes:
    return (_SAMPLES_OF_OGG_OPUS if ogg_opus else _SAMPLES) + samples


def pack_fault(fault: SpeechFault) -> bytes:
    return _FAULT + fault.encode()


def unpack(answer: bytes, recording: bytes) -> Speech | SpeechFault:
    kind, rest = answer[:1], answer[1:]
    if kind == _FAULT:
        return SpeechFault(rest.decode())
    return Speech(rest, recording if kind == _SAMPLES_OF_OGG_OPUS else None)
