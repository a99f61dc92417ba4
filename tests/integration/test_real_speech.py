"""Real sound all the way: spoken by espeak-ng, sent as Opus in OGG, understood by pocketsphinx."""

from collections.abc import AsyncIterator

import pytest
from prometheus_client import CollectorRegistry

from pipeline.speech.engines import SpeechSections
from pipeline.speech.errors import SpeechError, SpeechFault
from pipeline.speech.metrics import SpeechMetrics
from pipeline.speech.models import Speech
from pipeline.speech.opening import open_transcriber
from pipeline.speech.pocketsphinx import Pocketsphinx
from pipeline.speech.settings import SaluteSpeechSettings, VoskSettings
from pipeline.speech.transcribing import Transcriber
from pipeline.speech.workers import open_workers
from tests.fixtures.jobs import prepare
from tests.fixtures.recognisers import speech_settings
from tests.fixtures.voices import Form, encoded, said, silence, tone


@pytest.fixture(scope="module")
async def transcriber() -> AsyncIterator[Transcriber]:
    """As it is where nothing is set up and pocketsphinx is installed."""
    sections = SpeechSections(
        speech_settings(), SaluteSpeechSettings(_env_file=None), VoskSettings(_env_file=None)
    )
    async with open_transcriber(sections, SpeechMetrics(CollectorRegistry())) as transcriber:
        assert transcriber
        yield transcriber


async def fault_of(transcriber: Transcriber, recording: bytes, language: str) -> SpeechFault:
    with pytest.raises(SpeechError) as caught:
        await transcriber.transcribe(recording, "ru" if language == "ru" else "en")
    return caught.value.fault


async def test_who_listens_is_the_one_that_needs_no_settings(transcriber: Transcriber) -> None:
    assert "pocketsphinx" == transcriber.name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("good morning alfred", "good morning alfred"),
        ("please remind me to call my brother tomorrow", "remind me call brother tomorrow"),
        ("i like green tea with honey in the morning", "like green tea honey morning"),
    ],
)
async def test_a_voice_message_becomes_text(
    transcriber: Transcriber, text: str, words: str
) -> None:
    transcription = await transcriber.transcribe(encoded(said(text)), "en")

    heard = set(transcription.text.split())
    wanted = set(words.split())
    assert len(wanted & heard) >= 0.6 * len(wanted)
    assert transcription.text.split() == [word.text for word in transcription.words]


@pytest.mark.parametrize("form", ["m4a", "video note"])
async def test_an_audio_file_and_a_video_note_are_understood_too(
    transcriber: Transcriber, form: Form
) -> None:
    tea = said("i like green tea with honey in the morning")

    transcription = await transcriber.transcribe(encoded(tea, form), "en")

    assert len({"green", "tea", "honey"} & set(transcription.text.split())) >= 2


async def test_the_same_voice_is_understood_alike_whoever_spoke_before(
    transcriber: Transcriber,
) -> None:
    recording = encoded(said("please remind me to call my brother tomorrow"))
    first = await transcriber.transcribe(recording, "en")
    await transcriber.transcribe(encoded(said("good morning alfred")), "en")

    again = await transcriber.transcribe(recording, "en")

    assert first == again


async def test_more_than_the_longest_utterance_is_understood_from_its_beginning_to_its_end(
    transcriber: Transcriber,
) -> None:
    greeting = said("good morning alfred")
    pause = silence(1.0, greeting.rate)
    speech = greeting + pause * 14 + said("please remind me to call my brother tomorrow")

    transcription = await transcriber.transcribe(encoded(speech), "en")

    assert 15 < speech.seconds
    words = transcription.text.split()
    assert "good" in words[:2]
    assert {"remind", "brother"} & set(words[4:])


async def test_a_voice_that_is_hardly_understood_is_not_believed(
    transcriber: Transcriber,
) -> None:
    recording = encoded(said("good morning alfred", "en-us+f3"))

    assert SpeechFault.UNSURE is await fault_of(transcriber, recording, "en")


async def test_russian_is_refused_rather_than_misheard(transcriber: Transcriber) -> None:
    recording = encoded(said("когда выпуск", "ru"))

    assert SpeechFault.REJECTED is await fault_of(transcriber, recording, "ru")


@pytest.mark.parametrize("recording", [encoded(silence(2)), encoded(tone(0.1))])
async def test_where_nobody_speaks_there_is_no_text(
    transcriber: Transcriber, recording: bytes
) -> None:
    assert SpeechFault.SILENT is await fault_of(transcriber, recording, "en")


@pytest.mark.parametrize("samples", [b"signal SIGSEGV", b"sleep 60"], ids=["crash", "delay"])
async def test_a_recogniser_that_fails_is_not_the_fault_of_who_spoke(samples: bytes) -> None:
    async with open_workers(prepare, size=1, memory=speech_settings().memory) as workers:
        recogniser = Pocketsphinx(workers, seconds=0.1)

        with pytest.raises(SpeechError, match=" — ") as caught:
            await recogniser.transcribe(Speech(samples), "en")

    assert SpeechFault.UNAVAILABLE is caught.value.fault
