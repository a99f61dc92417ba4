"""Stand-ins for recognisers of speech: real sockets on loopback, and what they hear is checked.

    async with salute_server() as server:
        server.script(Fault.status(429, retry_after=1), Said("Когда выпуск?"))
        ...
        assert ["audio/ogg;codecs=opus"] == [each.form for each in server.heard]

They recognise nothing: a test says what was said, by a script in the order of arrival or by
``server.hears``, which is given the sound. What is no valid sound of the form that its request
tells, or too much of it, is refused as by the real ones. Their errors quote the key, as real ones
do. ``Fault`` is that of the GigaChat stand-in.
"""

from tests.servers.gigachat import Fault
from tests.servers.speech.openai import OpenAiSpeechServer, openai_speech_server
from tests.servers.speech.salute import SaluteServer, salute_server
from tests.servers.speech.server import Heard, Said, Sound
from tests.servers.speech.vosk import VoskServer, vosk_server

__all__ = [
    "Fault",
    "Heard",
    "OpenAiSpeechServer",
    "Said",
    "SaluteServer",
    "Sound",
    "VoskServer",
    "openai_speech_server",
    "salute_server",
    "vosk_server",
]
