"""SpeechToText: SaluteSpeech, an OpenAI-compatible server, Vosk, pocketsphinx."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from pipeline.speech.errors import SpeechError, SpeechFault
from tests.fixtures.recognisers import EARS, Ear

GREETING = "good morning alfred"
REQUEST = "please remind me to call my brother tomorrow"


@pytest.fixture(params=list(EARS))
async def ear(request: pytest.FixtureRequest) -> AsyncIterator[Ear]:
    async with EARS[request.param]() as ear:
        assert request.param == ear.recogniser.name
        yield ear


async def test_what_was_said_is_understood(ear: Ear) -> None:
    transcription = await ear.recogniser.transcribe(ear.say(REQUEST), "en")

    assert set() == ear.missed(REQUEST, transcription.text)


async def test_how_sure_it_is_lies_between_nothing_and_certainty(ear: Ear) -> None:
    transcription = await ear.recogniser.transcribe(ear.say(REQUEST), "en")

    told = [transcription.confidence, *(word.confidence for word in transcription.words)]
    assert 0 < transcription.confidence
    assert [] == [each for each in told if not 0 <= each <= 1]


async def test_words_that_are_told_apart_are_those_of_the_text(ear: Ear) -> None:
    transcription = await ear.recogniser.transcribe(ear.say(REQUEST), "en")

    words = " ".join(word.text for word in transcription.words)

    assert words in {"", transcription.text}


async def test_where_nobody_speaks_there_is_no_text(ear: Ear) -> None:
    with pytest.raises(SpeechError) as caught:
        await ear.recogniser.transcribe(ear.nothing, "en")

    assert SpeechFault.SILENT is caught.value.fault
    assert " — " in str(caught.value)


async def test_those_who_speak_at_once_each_get_their_own_words(ear: Ear) -> None:
    texts = [GREETING, REQUEST, "we have to finish the work before the end of the month"]

    heard = await asyncio.gather(
        *(ear.recogniser.transcribe(ear.say(text), "en") for text in texts)
    )

    understood = zip(texts, (each.text for each in heard), strict=True)
    assert [set()] * 3 == [ear.missed(text, words) for text, words in understood]


async def test_after_somebody_gave_up_the_next_one_is_understood(ear: Ear) -> None:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ear.recogniser.transcribe(ear.say(REQUEST), "en"))
        await asyncio.sleep(0)
        task.cancel()

    transcription = await ear.recogniser.transcribe(ear.say(GREETING), "en")

    assert set() == ear.missed(GREETING, transcription.text)


async def test_it_can_be_tried_out(ear: Ear) -> None:
    await ear.recogniser.check()
