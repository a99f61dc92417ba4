"""A Vosk server: its conversation, and what goes wrong with it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from pipeline.speech.errors import SpeechError, SpeechFault
from pipeline.speech.models import Word
from pipeline.speech.settings import VoskSettings
from pipeline.speech.vosk import Vosk, open_vosk
from tests.fixtures.model_world import without_waits
from tests.fixtures.recognisers import speech_settings, spoken, vosk
from tests.fixtures.voices import tone
from tests.servers.speech import Fault, Said, VoskServer, vosk_server

VOICE = spoken(tone(3.2))
ATTEMPTS = 1 + speech_settings().retries


@pytest.fixture
async def server() -> AsyncIterator[VoskServer]:
    async with vosk_server() as server:
        server.hears = lambda _: Said("когда выпуск", 0.9)
        yield server


@pytest.fixture
async def recogniser(server: VoskServer) -> AsyncIterator[Vosk]:
    async with vosk(server) as recogniser:
        yield recogniser


@pytest.fixture
def at_once() -> Iterator[None]:
    with without_waits():
        yield


async def refusal(recogniser: Vosk) -> SpeechError:
    with pytest.raises(SpeechError) as caught:
        await recogniser.transcribe(VOICE, "ru")
    assert " — " in str(caught.value)
    return caught.value


async def test_every_sample_arrives_and_words_are_asked_for(
    server: VoskServer, recogniser: Vosk
) -> None:
    await recogniser.transcribe(VOICE, "ru")

    (heard,) = server.heard
    assert (VOICE.samples, 16_000) == (heard.sound.samples, heard.sound.rate)
    assert {"words": "1"} == heard.asked


async def test_each_word_is_told_with_its_confidence(recogniser: Vosk) -> None:
    transcription = await recogniser.transcribe(VOICE, "ru")

    assert (Word("когда", 0.9), Word("выпуск", 0.9)) == transcription.words
    assert 0.9 == pytest.approx(transcription.confidence)


async def test_what_was_over_before_the_end_belongs_to_the_text(
    server: VoskServer, recogniser: Vosk
) -> None:
    server.early = ("добрый день", "", "скажи")
    server.script(Said("когда выпуск", 0.45))

    transcription = await recogniser.transcribe(VOICE, "ru")

    assert "добрый день скажи когда выпуск" == transcription.text
    assert transcription.text == " ".join(word.text for word in transcription.words)
    assert (3 * 0.95 + 2 * 0.45) / 5 == pytest.approx(transcription.confidence)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("fault", [Fault.status(503), Fault.status(429), Fault.drop()])
async def test_what_may_pass_is_tried_again(
    server: VoskServer, recogniser: Vosk, fault: Fault
) -> None:
    server.script(*[fault] * (ATTEMPTS - 1))

    transcription = await recogniser.transcribe(VOICE, "ru")

    assert "когда выпуск" == transcription.text
    assert ATTEMPTS == server.attempts


@pytest.mark.parametrize("fault", [Fault.wrong_type(), Fault.status(404)])
async def test_a_server_of_another_kind_is_told_with_the_address(
    server: VoskServer, recogniser: Vosk, fault: Fault
) -> None:
    server.script(fault)

    error = await refusal(recogniser)

    assert SpeechFault.REJECTED is error.fault
    assert "VOSK_URL" in str(error)
    assert 1 == server.attempts


@pytest.mark.usefixtures("at_once")
async def test_a_server_that_is_gone_is_told_with_its_address() -> None:
    async with open_vosk(
        VoskSettings(_env_file=None, url="ws://127.0.0.1:9"), speech_settings()
    ) as recogniser:
        error = await refusal(recogniser)
        with pytest.raises(SpeechError, match="VOSK_URL"):
            await recogniser.check()

    assert SpeechFault.UNAVAILABLE is error.fault
    assert "VOSK_URL" in str(error)


async def test_a_server_that_never_answers_is_not_waited_for(server: VoskServer) -> None:
    server.latency = 60.0

    async with vosk(server, call_seconds=0.2, retries=0) as recogniser:
        error = await refusal(recogniser)

    assert SpeechFault.UNAVAILABLE is error.fault
    assert "SPEECH_CALL_SECONDS" in str(error)
    await server.streams.reach(0)
