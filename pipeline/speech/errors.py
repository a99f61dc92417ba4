"""Why something said aloud has no text."""

from enum import StrEnum

from pipeline.errors import AlfredError


class SpeechFault(StrEnum):
    BROKEN = "broken"
    """Not audio, or none that can be decoded."""
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    SILENT = "silent"
    """Nothing was said, or nothing that could be made out."""
    UNSURE = "unsure"
    """The recogniser trusts its own answer too little."""
    UNAVAILABLE = "unavailable"
    """The recogniser does not answer in time, or is overloaded."""
    REJECTED = "rejected"
    """The recogniser refuses us: a wrong key, an empty account, a language it does not know."""


class SpeechError(AlfredError):
    """There is no transcription; ``fault`` says why, and the text never quotes what was said."""

    def __init__(self, fault: SpeechFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


def nothing_heard() -> SpeechError:
    return SpeechError(SpeechFault.SILENT, "no words were heard — speak closer to the microphone")
