"""Which recogniser listens, and what of the settings is refused at once."""

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from pipeline.errors import BadInputError
from pipeline.speech.engines import SpeechSections, open_recogniser
from pipeline.speech.pocketsphinx import is_installed
from pipeline.speech.settings import (
    Engine,
    SaluteSpeechSettings,
    SpeechSettings,
    VoskSettings,
)

SALUTE = {"credentials": SecretStr("c2FsdXRl")}
SERVER = {"api_url": "http://localhost:8000/v1"}
VOSK = {"url": "ws://localhost:2700"}


def sections(
    speech: dict[str, Any] | None = None,
    salute: dict[str, Any] | None = None,
    vosk: dict[str, Any] | None = None,
) -> SpeechSections:
    return SpeechSections(
        SpeechSettings(_env_file=None, **(speech or {})),
        SaluteSpeechSettings(_env_file=None, **(salute or {})),
        VoskSettings(_env_file=None, **(vosk or {})),
    )


@pytest.mark.parametrize(
    ("configured", "engine"),
    [
        (sections(salute=SALUTE), Engine.SALUTE),
        (sections(speech=SERVER), Engine.OPENAI),
        (sections(vosk=VOSK), Engine.VOSK),
        (sections(), Engine.POCKETSPHINX),
        (sections(speech=SERVER | {"engine": "vosk"}, vosk=VOSK), Engine.VOSK),
        (sections(speech={"engine": "none"}, salute=SALUTE), Engine.NONE),
    ],
)
def test_who_is_set_up_listens_unless_another_is_named(
    configured: SpeechSections, engine: Engine
) -> None:
    assert is_installed()

    assert engine is configured.engine


def test_of_several_none_is_chosen_at_random() -> None:
    with pytest.raises(BadInputError, match=r"SPEECH_ENGINE .*salute, vosk"):
        _ = sections(salute=SALUTE, vosk=VOSK).engine


@pytest.mark.parametrize(
    ("engine", "setting"),
    [("salute", "SALUTE_SPEECH_CREDENTIALS"), ("openai", "SPEECH_API_URL"), ("vosk", "VOSK_URL")],
)
async def test_an_engine_that_is_named_but_not_set_up_is_told_with_its_setting(
    engine: str, setting: str
) -> None:
    with pytest.raises(BadInputError, match=setting):
        async with open_recogniser(sections(speech={"engine": engine})):
            pass


async def test_nobody_listens_if_that_is_wanted() -> None:
    async with open_recogniser(sections(speech={"engine": "none"})) as recogniser:
        assert None is recogniser


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000",
        "ftp://localhost/v1",
        "ws://localhost/v1",
        "http://",
        "http://me:secret@localhost/v1",
        "http://localhost/v1?key=secret",
        "http://local host/v1",
        "http://localhost:0/v1",
        "http://localhost:99999/v1",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SpeechSettings(_env_file=None, api_url=url)

    assert "secret" not in str(caught.value)


def test_a_socket_has_an_address_of_its_own_kind() -> None:
    with pytest.raises(ValidationError, match="ws://"):
        VoskSettings(_env_file=None, url="http://localhost:2700")


def test_a_slash_at_the_end_of_an_address_does_not_matter() -> None:
    assert (
        "https://a.example/v1"
        == SpeechSettings(_env_file=None, api_url="https://a.example/v1/").api_url
    )


def test_a_key_of_two_lines_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValidationError) as caught:
        SpeechSettings(_env_file=None, api_key=SecretStr("sk-1\nsk-2"))

    assert "sk-" not in str(caught.value)
