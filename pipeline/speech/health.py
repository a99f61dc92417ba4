"""Whether somebody who speaks to us would be understood."""

import math
from array import array

from pipeline.health.models import Finding, ok
from pipeline.speech.decoding import open_decoder
from pipeline.speech.engines import SpeechSections, open_recogniser
from pipeline.speech.models import SAMPLE_RATE
from pipeline.speech.wav import wav

_TELLS = {
    "salute": "SaluteSpeech gives tokens",
    "openai": "the server at SPEECH_API_URL listens",
    "vosk": "the server at VOSK_URL listens",
    "pocketsphinx": "pocketsphinx, which understands English alone",
}

_GROUPS = {
    True: "voice messages of groups become text too",
    False: "voice messages of groups stay unheard, as SPEECH_GROUPS is false",
}


class SpeechCheck:
    """The decoder works, and the recogniser answers; SaluteSpeech is asked for free."""

    subject = "speech"

    def __init__(self, sections: SpeechSections) -> None:
        self._sections = sections

    async def examine(self) -> Finding:
        async with open_recogniser(self._sections) as recogniser:
            if recogniser is None:
                return ok("no recogniser is configured, voice messages are not understood")
            async with open_decoder(self._sections.speech) as decoder:
                await decoder.decode(_tone())
            await recogniser.check()
            return ok(f"{_TELLS[recogniser.name]}; {_GROUPS[self._sections.speech.groups]}")


def _tone() -> bytes:
    """A second of the chamber pitch."""
    wave = (8_000 * math.sin(math.tau * 440 * at / SAMPLE_RATE) for at in range(SAMPLE_RATE))
    return wav(array("h", map(int, wave)).tobytes())
