"""Who turns speech into text, and which speech is taken."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings

from pipeline.settings import section


class Engine(StrEnum):
    AUTO = "auto"
    """The one whose settings are there; else pocketsphinx, if it is installed."""
    SALUTE = "salute"
    OPENAI = "openai"
    VOSK = "vosk"
    POCKETSPHINX = "pocketsphinx"
    NONE = "none"


def _address(*schemes: str) -> AfterValidator:
    def check(url: str) -> str:
        try:
            parts = urlsplit(url)
            possible = parts.scheme in schemes and parts.port != 0 and bool(parts.hostname)
        except ValueError:  # it repeats a part of the address, which may be a password
            possible = False
        if not possible or re.search(r"\s", url):
            raise ValueError(f"must be an address that begins with {schemes[0]}://")
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("must hold no name, password, query or fragment")
        return url.rstrip("/")

    return AfterValidator(check)


def _fits_a_header(key: SecretStr) -> SecretStr:
    if not (key.get_secret_value().isascii() and key.get_secret_value().isprintable()):
        raise ValueError("must be one line of printable ASCII")
    return key


HttpAddress = Annotated[str, _address("https", "http")]
SocketAddress = Annotated[str, _address("ws", "wss")]
Key = Annotated[SecretStr, AfterValidator(_fits_a_header)]


class SpeechSettings(BaseSettings):
    """What holds for every engine, and an OpenAI-compatible server."""

    model_config = section("SPEECH_", secrets=True)

    engine: Engine = Field(Engine.AUTO, description="salute, openai, vosk, pocketsphinx or none")
    confidence: float = Field(
        0.6, ge=0, le=1, description="Below this confidence a transcription is not used"
    )
    max_seconds: float = Field(120, gt=0, le=600, description="Longest recording")
    max_bytes: int = Field(
        20_000_000, ge=1, le=100_000_000, description="Largest file of a recording"
    )
    seconds: float = Field(
        90, gt=0, description="Seconds within which a recording has to be text, its wait included"
    )
    workers: int = Field(
        2, ge=1, le=16, description="Processes that decode, and as many that run pocketsphinx"
    )
    memory_mb: int = Field(512, ge=384, description="Megabytes of addresses of such a process")
    call_seconds: float = Field(
        30, gt=0, description="Seconds within which a server has to answer"
    )
    retries: int = Field(2, ge=0, le=10, description="Further attempts of a call that failed")
    retry_after_cap: float = Field(
        10, ge=0, description="Longest wait in seconds that a server may ask for"
    )
    max_streams: int = Field(
        4, ge=1, le=100, description="Recordings that a server of one's own takes at once"
    )
    api_url: HttpAddress | None = Field(None, description="Such as http://localhost:8000/v1")
    api_key: Key | None = Field(None, description="Key of that server, if it wants one")
    model: str = Field("whisper-1", description="Its model")
    groups: bool = Field(True, description="Whether voice messages of groups become text too")
    groups_hours: int = Field(
        24, ge=0, le=240, description="Older ones are left alone, whenever they are read"
    )
    groups_minutes: int = Field(
        120, ge=0, description="Speech that groups may have heard in 24 hours; 0: any"
    )

    @property
    def memory(self) -> int:
        """Bytes."""
        return self.memory_mb * 2**20


class SaluteSpeechSettings(BaseSettings):
    """SaluteSpeech is used once ``credentials`` are set."""

    model_config = section("SALUTE_SPEECH_", secrets=True)

    credentials: Key | None = Field(None, description="Authorization key of the project")
    scope: str = Field(
        "SALUTE_SPEECH_PERS", description="SALUTE_SPEECH_PERS, _B2B (prepaid) or _CORP (postpaid)"
    )
    base_url: HttpAddress = Field(
        "https://smartspeech.sber.ru/rest/v1", description="Address of the API"
    )
    auth_url: HttpAddress = Field(
        "https://ngw.devices.sberbank.ru:9443/api/v2/oauth", description="Address for tokens"
    )
    ca_bundle: Path | None = Field(
        None, description="File with the Russian Trusted Root CA; empty: the system's"
    )
    max_streams: int = Field(
        5, ge=1, le=100, description="Calls at once; 5 for individuals, 10 for companies"
    )


class VoskSettings(BaseSettings):
    """A Vosk server is used once ``url`` is set; what it understands depends on its model."""

    model_config = section("VOSK_")

    url: SocketAddress | None = Field(None, description="Such as ws://localhost:2700")
