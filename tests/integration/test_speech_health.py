"""What doctor says of speech."""

from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.errors import AlfredError
from pipeline.health.models import Level
from pipeline.speech.engines import SpeechSections
from pipeline.speech.health import SpeechCheck
from pipeline.speech.settings import SaluteSpeechSettings, VoskSettings
from tests.fixtures.recognisers import salute_settings, speech_settings
from tests.servers.speech import openai_speech_server, salute_server, vosk_server

NO_SALUTE = SaluteSpeechSettings(_env_file=None)
NO_VOSK = VoskSettings(_env_file=None)

GROUPS_TOO = "voice messages of groups become text too"


def check(
    salute: SaluteSpeechSettings = NO_SALUTE, vosk: VoskSettings = NO_VOSK, **speech: Any
) -> SpeechCheck:
    return SpeechCheck(SpeechSections(speech_settings(**speech), salute, vosk))


async def test_where_nobody_listens_that_is_told() -> None:
    finding = await check(engine="none").examine()

    assert Level.OK is finding.level
    assert "voice messages are not understood" in finding.detail


async def test_pocketsphinx_is_started_and_told_with_its_limit() -> None:
    finding = await check().examine()

    assert (Level.OK, f"pocketsphinx, which understands English alone; {GROUPS_TOO}") == (
        finding.level,
        finding.detail,
    )


async def test_it_is_told_that_groups_are_not_heard() -> None:
    finding = await check(groups=False).examine()

    assert finding.detail.endswith("stay unheard, as SPEECH_GROUPS is false")


async def test_salute_is_asked_for_a_token_and_for_nothing_else() -> None:
    async with salute_server() as server:
        finding = await check(salute_settings(server)).examine()

    assert f"SaluteSpeech gives tokens; {GROUPS_TOO}" == finding.detail
    assert (1, 0) == (len(server.tokens), server.attempts)


async def test_a_server_of_ones_own_is_asked_to_listen() -> None:
    async with openai_speech_server() as server:
        key = SecretStr(server.key or "")
        finding = await check(api_url=server.url, api_key=key).examine()

    assert f"the server at SPEECH_API_URL listens; {GROUPS_TOO}" == finding.detail
    assert 1 == len(server.heard)


async def test_a_vosk_server_is_asked_to_listen() -> None:
    async with vosk_server() as server:
        finding = await check(vosk=VoskSettings(_env_file=None, url=server.url)).examine()

    assert f"the server at VOSK_URL listens; {GROUPS_TOO}" == finding.detail
    assert 1 == len(server.heard)


async def test_a_server_that_is_gone_is_told_with_its_setting() -> None:
    vosk = VoskSettings(_env_file=None, url="ws://127.0.0.1:9")

    with pytest.raises(AlfredError, match=r" — .*VOSK_URL"):
        await check(vosk=vosk, retries=0).examine()
