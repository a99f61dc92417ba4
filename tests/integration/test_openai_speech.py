"""An OpenAI-compatible server of speech: what it tells, and what goes wrong with it."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.speech.errors import SpeechError, SpeechFault
from pipeline.speech.models import Word
from pipeline.speech.openai.recogniser import OpenAiSpeech
from tests.fixtures.model_world import without_waits
from tests.fixtures.recognisers import openai, speech_settings, spoken
from tests.fixtures.voices import tone
from tests.servers.speech import Fault, OpenAiSpeechServer, Said, openai_speech_server

VOICE = spoken(tone(2.0))
ATTEMPTS = 1 + speech_settings().retries
NOBODY = "http://127.0.0.1:9/v1"
"""The port for discarding, where nothing listens."""


@pytest.fixture
async def server() -> AsyncIterator[OpenAiSpeechServer]:
    async with openai_speech_server() as server:
        server.hears = lambda _: Said("Когда выпуск?", 0.8)
        yield server


@pytest.fixture
async def recogniser(server: OpenAiSpeechServer) -> AsyncIterator[OpenAiSpeech]:
    async with openai(server) as recogniser:
        yield recogniser


@pytest.fixture
def at_once() -> Iterator[None]:
    with without_waits():
        yield


async def refusal(recogniser: OpenAiSpeech) -> SpeechError:
    with pytest.raises(SpeechError) as caught:
        await recogniser.transcribe(VOICE, "ru")
    assert " — " in str(caught.value)
    return caught.value


def formats(server: OpenAiSpeechServer) -> list[str]:
    return [each.asked["response_format"] for each in server.heard]


async def test_the_samples_are_sent_as_a_file_with_the_language(
    server: OpenAiSpeechServer, recogniser: OpenAiSpeech
) -> None:
    await recogniser.transcribe(VOICE, "ru")

    (heard,) = server.heard
    assert (VOICE.samples, 16_000) == (heard.sound.samples, heard.sound.rate)
    assert ("audio/wav", "ru", "whisper-1") == (heard.form, heard.language, heard.asked["model"])


async def test_two_minutes_go_out_in_one_file(
    server: OpenAiSpeechServer, recogniser: OpenAiSpeech
) -> None:
    await recogniser.transcribe((tone(1.0) * 120).speech, "ru")

    assert [120] == [each.sound.seconds for each in server.heard]


async def test_its_words_are_told_with_their_probabilities(recogniser: OpenAiSpeech) -> None:
    transcription = await recogniser.transcribe(VOICE, "ru")

    assert (Word("Когда", 0.8), Word("выпуск?", 0.8)) == transcription.words
    assert 0.8 == pytest.approx(transcription.confidence)


async def test_a_server_that_tells_of_segments_alone_is_believed_as_far(
    server: OpenAiSpeechServer, recogniser: OpenAiSpeech
) -> None:
    server.probabilities = False

    transcription = await recogniser.transcribe(VOICE, "ru")

    assert () == transcription.words
    assert 0.8 == pytest.approx(transcription.confidence)


async def test_a_server_that_tells_no_details_is_asked_for_them_once(
    server: OpenAiSpeechServer, recogniser: OpenAiSpeech
) -> None:
    server.details = False

    heard = [await recogniser.transcribe(VOICE, "ru") for _ in range(2)]

    assert [("Когда выпуск?", 1.0)] * 2 == [(each.text, each.confidence) for each in heard]
    assert ["json", "json"] == formats(server)
    assert 3 == server.attempts


async def test_a_refusal_of_the_plain_form_too_is_final(
    server: OpenAiSpeechServer, recogniser: OpenAiSpeech
) -> None:
    server.script(Fault.status(400), Fault.status(400))

    error = await refusal(recogniser)
    transcription = await recogniser.transcribe(VOICE, "ru")

    assert SpeechFault.REJECTED is error.fault
    assert "SPEECH_MODEL" in str(error)
    assert transcription.words
    assert 3 == server.attempts


async def test_what_whisper_makes_up_over_silence_is_silence(
    server: OpenAiSpeechServer, recogniser: OpenAiSpeech
) -> None:
    server.no_speech = 0.95
    server.script(Said("Продолжение следует...", 0.2))

    error = await refusal(recogniser)

    assert SpeechFault.SILENT is error.fault


async def test_a_server_without_keys_gets_none() -> None:
    async with openai_speech_server() as server:
        server.key = None
        server.hears = lambda _: Said("Да")
        async with openai(server) as recogniser:
            transcription = await recogniser.transcribe(VOICE, "ru")

    assert "Да" == transcription.text


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"api_key": SecretStr("sk-wrong")}, "SPEECH_API_KEY"),
        ({"api_key": None}, "SPEECH_API_KEY"),
        ({"model": "whisper-9"}, "SPEECH_API_URL"),
    ],
)
async def test_what_is_refused_is_told_with_its_setting_and_not_asked_again(
    server: OpenAiSpeechServer, changes: dict[str, Any], remedy: str
) -> None:
    async with openai(server, **changes) as recogniser:
        error = await refusal(recogniser)

    assert SpeechFault.REJECTED is error.fault
    assert remedy in str(error)
    assert "sk-" not in str(error)
    assert 1 == server.attempts


async def test_an_empty_account_is_no_passing_trouble(
    server: OpenAiSpeechServer, recogniser: OpenAiSpeech
) -> None:
    server.script(Fault.status(429, "insufficient_quota"))

    error = await refusal(recogniser)

    assert SpeechFault.REJECTED is error.fault
    assert "top it up" in str(error)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "fault",
    [Fault.status(500), Fault.status(429), Fault.drop(), Fault.wrong_type(), Fault.garbage()],
)
async def test_what_may_pass_is_tried_again_and_then_given_up(
    server: OpenAiSpeechServer, recogniser: OpenAiSpeech, fault: Fault
) -> None:
    server.script(*[fault] * ATTEMPTS)

    error = await refusal(recogniser)
    transcription = await recogniser.transcribe(VOICE, "ru")

    assert SpeechFault.UNAVAILABLE is error.fault
    assert "Когда выпуск?" == transcription.text
    assert ATTEMPTS + 1 == server.attempts


@pytest.mark.usefixtures("at_once")
async def test_where_nothing_listens_is_told_with_the_address(server: OpenAiSpeechServer) -> None:
    async with openai(server, api_url=NOBODY) as recogniser:
        error = await refusal(recogniser)
        with pytest.raises(SpeechError, match="SPEECH_API_URL"):
            await recogniser.check()

    assert SpeechFault.UNAVAILABLE is error.fault


async def test_a_redirect_is_not_followed_with_the_key(
    server: OpenAiSpeechServer, recogniser: OpenAiSpeech
) -> None:
    server.script(Fault.status(307))

    error = await refusal(recogniser)

    assert SpeechFault.REJECTED is error.fault
    assert 1 == server.attempts
