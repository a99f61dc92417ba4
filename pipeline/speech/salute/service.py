from typing import Final

from pipeline.speech.http import Service

SALUTE: Final = Service(
    name="SaluteSpeech",
    address="SALUTE_SPEECH_BASE_URL and SALUTE_SPEECH_AUTH_URL",
    key="SALUTE_SPEECH_CREDENTIALS",
    request="SALUTE_SPEECH_SCOPE",
    streams="SALUTE_SPEECH_MAX_STREAMS to what the tariff allows",
    trust="set SALUTE_SPEECH_CA_BUNDLE to the file with the Russian Trusted Root CA",
)
