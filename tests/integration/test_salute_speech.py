"""SaluteSpeech: its limits, its tokens, and what goes wrong with it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.errors import BadInputError
from pipeline.speech.calls import BREAKER_FAILURES
from pipeline.speech.errors import SpeechError, SpeechFault
from pipeline.speech.models import SAMPLE_RATE, Speech
from pipeline.speech.salute.recogniser import LARGEST, SaluteSpeech
from tests.fixtures.model_world import without_waits
from tests.fixtures.recognisers import salute, speech_settings, spoken
from tests.fixtures.voices import Voice, silence, tone
from tests.servers.speech import Fault, Heard, Said, SaluteServer, salute_server

OGG_OPUS = "audio/ogg;codecs=opus"
PCM = "audio/x-pcm;bit=16;rate=16000"
VOICE = spoken(tone(2.0))
ATTEMPTS = 1 + speech_settings().retries


@pytest.fixture
async def server() -> AsyncIterator[SaluteServer]:
    async with salute_server() as server:
        server.hears = lambda _: Said("Когда выпуск?")
        yield server


@pytest.fixture
async def recogniser(server: SaluteServer) -> AsyncIterator[SaluteSpeech]:
    async with salute(server) as recogniser:
        yield recogniser


@pytest.fixture
def at_once() -> Iterator[None]:
    with without_waits():
        yield


async def refusal(recogniser: SaluteSpeech, speech: Speech = VOICE) -> SpeechError:
    with pytest.raises(SpeechError) as caught:
        await recogniser.transcribe(speech, "ru")
    assert " — " in str(caught.value)
    return caught.value


def _sentences(*hertz: float, seconds: float) -> Voice:
    """Each at a pitch of its own, with a pause after it."""
    speech = Voice(b"")
    for each in hertz:
        speech += tone(seconds - 0.5, each) + silence(0.5)
    return speech


async def test_a_voice_message_is_sent_as_it_came(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    transcription = await recogniser.transcribe(VOICE, "ru")

    assert "Когда выпуск?" == transcription.text
    assert [(OGG_OPUS, "ru-RU", {"model": "general"})] == [
        (each.form, each.language, each.asked) for each in server.heard
    ]
    assert [len(VOICE.ogg_opus or b"")] == [each.size for each in server.heard]


async def test_other_recordings_are_sent_as_samples(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    await recogniser.transcribe(replace(VOICE, ogg_opus=None), "en")

    assert [(PCM, "en-US")] == [(each.form, each.language) for each in server.heard]
    assert VOICE.samples == server.heard[0].sound.samples


async def test_a_voice_message_that_is_too_large_is_sent_as_samples(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    await recogniser.transcribe(replace(VOICE, ogg_opus=bytes(LARGEST + 1)), "ru")

    assert [PCM] == [each.form for each in server.heard]


async def test_two_minutes_are_heard_in_pieces_and_told_in_order(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    speech = _sentences(*([300.0] * 5), *([600.0] * 5), seconds=12.0)
    server.hears = _by_pitch

    transcription = await recogniser.transcribe(speech.speech, "ru")

    pieces = [each.sound for each in server.heard]
    assert 120 == pytest.approx(sum(each.seconds for each in pieces), abs=0.1)
    assert all(each.seconds <= 55 for each in pieces)
    assert all(not any(each.samples[-3_200:]) for each in pieces[:-1])
    assert ["low"] * 5 + ["high"] * 5 == transcription.text.split()


async def test_pieces_are_heard_side_by_side(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    server.latency = 0.2

    await recogniser.transcribe(_sentences(*[300.0] * 12, seconds=10.0).speech, "ru")

    assert 3 == len(server.heard) == server.streams.most


async def test_never_more_run_at_once_than_the_plan_allows(server: SaluteServer) -> None:
    server.latency = 0.05
    server.parallel = 2

    async with salute(server, max_streams=2) as recogniser:
        await asyncio.gather(*(recogniser.transcribe(VOICE, "ru") for _ in range(8)))

    assert (8, 8) == (server.attempts, len(server.heard))
    assert 2 == server.streams.most


async def test_if_a_piece_fails_there_is_no_text_at_all(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    server.script(Said("Начало"), Fault.status(400))

    error = await refusal(recogniser, _sentences(*[300.0] * 7, seconds=10.0).speech)

    assert SpeechFault.REJECTED is error.fault


async def test_a_silent_piece_leaves_no_gap(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    server.script(Said("Начало"), Said(""), Said("конец"))

    transcription = await recogniser.transcribe(
        _sentences(*[300.0] * 12, seconds=10.0).speech, "ru"
    )

    assert {"Начало", "конец"} == set(transcription.text.split(" "))


async def test_one_token_serves_all_who_come_at_once(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    await asyncio.gather(*(recogniser.transcribe(VOICE, "ru") for _ in range(5)))
    await recogniser.transcribe(VOICE, "ru")

    assert 1 == len(server.tokens)


async def test_a_token_is_renewed_a_minute_before_its_end(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    server.token_seconds = 59.0

    for _ in range(2):
        await recogniser.transcribe(VOICE, "ru")

    assert 2 == len(server.tokens)
    assert 2 == server.attempts


async def test_a_token_that_ended_early_is_replaced_without_a_word(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    await recogniser.transcribe(VOICE, "ru")
    server.revoke()

    transcription = await recogniser.transcribe(VOICE, "ru")

    assert "Когда выпуск?" == transcription.text
    assert 2 == len(server.tokens)


async def test_a_token_that_is_never_good_is_not_got_for_ever(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    server.token_seconds = 0.0

    error = await refusal(recogniser)

    assert SpeechFault.REJECTED is error.fault
    assert 2 == len(server.tokens)


@pytest.mark.parametrize(
    "changes", [{"credentials": SecretStr("d3Jvbmc=")}, {"scope": "SALUTE_SPEECH_CORP"}]
)
async def test_a_key_that_gets_no_token_is_told_with_its_settings(
    server: SaluteServer, changes: dict[str, Any]
) -> None:
    async with salute(server, **changes) as recogniser:
        error = await refusal(recogniser)
        with pytest.raises(SpeechError, match="SALUTE_SPEECH_CREDENTIALS and SALUTE_SPEECH_SCOPE"):
            await recogniser.check()

    assert SpeechFault.REJECTED is error.fault
    assert "d3Jvbmc" not in str(error)


@pytest.mark.parametrize(
    ("status", "fault", "remedy"),
    [
        (400, SpeechFault.REJECTED, "SALUTE_SPEECH_SCOPE"),
        (402, SpeechFault.REJECTED, "top it up"),
        (403, SpeechFault.REJECTED, "SALUTE_SPEECH_CREDENTIALS"),
        (404, SpeechFault.REJECTED, "SALUTE_SPEECH_BASE_URL"),
        (413, SpeechFault.REJECTED, "SPEECH_MAX_SECONDS"),
    ],
)
async def test_what_is_refused_for_good_is_asked_once(
    server: SaluteServer, recogniser: SaluteSpeech, status: int, fault: SpeechFault, remedy: str
) -> None:
    server.script(Fault.status(status))

    error = await refusal(recogniser)

    assert fault is error.fault
    assert remedy in str(error)
    assert 1 == server.attempts


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "fault",
    [
        Fault.status(500),
        Fault.status(503),
        Fault.status(429, retry_after=0.01),
        Fault.status(429),
        Fault.drop(),
        Fault.wrong_type(),
        Fault.garbage(),
    ],
)
async def test_what_may_pass_is_tried_again(
    server: SaluteServer, recogniser: SaluteSpeech, fault: Fault
) -> None:
    server.script(*[fault] * (ATTEMPTS - 1))

    transcription = await recogniser.transcribe(VOICE, "ru")

    assert "Когда выпуск?" == transcription.text
    assert ATTEMPTS == server.attempts


@pytest.mark.usefixtures("at_once")
async def test_what_does_not_pass_is_given_up(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    server.script(*[Fault.status(500)] * ATTEMPTS)

    error = await refusal(recogniser)

    assert SpeechFault.UNAVAILABLE is error.fault
    assert ATTEMPTS == server.attempts


async def test_a_wait_that_is_longer_than_ours_is_not_waited_for(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    server.script(Fault.status(429, retry_after=3_600))

    error = await refusal(recogniser)

    assert SpeechFault.UNAVAILABLE is error.fault
    assert "SALUTE_SPEECH_MAX_STREAMS" in str(error)
    assert 1 == server.attempts


async def test_a_server_that_never_answers_is_not_waited_for(server: SaluteServer) -> None:
    server.script(Fault.hang())
    settings = speech_settings(call_seconds=0.1, retries=0)

    async with salute(server, speech=settings) as recogniser:
        error = await refusal(recogniser)

    assert SpeechFault.UNAVAILABLE is error.fault
    assert "SPEECH_CALL_SECONDS" in str(error)


@pytest.mark.usefixtures("at_once")
async def test_a_service_that_is_down_is_left_alone_for_a_while(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    server.script(*[Fault.status(500)] * BREAKER_FAILURES)
    while server.attempts < BREAKER_FAILURES:
        await refusal(recogniser)

    error = await refusal(recogniser)

    assert SpeechFault.UNAVAILABLE is error.fault
    assert BREAKER_FAILURES == server.attempts


async def test_a_certificate_is_trusted_by_the_bundle_alone() -> None:
    async with salute_server(tls=True) as server:
        server.hears = lambda _: Said("Да")
        async with salute(server) as recogniser:
            transcription = await recogniser.transcribe(VOICE, "ru")
        async with salute(server, ca_bundle=None) as recogniser:
            error = await refusal(recogniser)

    assert "Да" == transcription.text
    assert SpeechFault.REJECTED is error.fault
    assert "SALUTE_SPEECH_CA_BUNDLE" in str(error)


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"credentials": SecretStr("id:secret")}, "SALUTE_SPEECH_CREDENTIALS"),
        ({"credentials": None}, "SALUTE_SPEECH_CREDENTIALS"),
        ({"ca_bundle": Path("missing.pem")}, "SALUTE_SPEECH_CA_BUNDLE"),
        ({"ca_bundle": Path(__file__)}, "SALUTE_SPEECH_CA_BUNDLE"),
    ],
)
async def test_settings_that_cannot_be_right_are_refused_before_anybody_speaks(
    server: SaluteServer, changes: dict[str, Any], setting: str
) -> None:
    with pytest.raises(BadInputError, match=setting):
        async with salute(server, **changes):
            pass

    assert {} == server.tokens


async def test_no_error_tells_a_key_a_token_or_what_was_said(
    server: SaluteServer, recogniser: SaluteSpeech
) -> None:
    server.script(Fault.status(400, "Когда выпуск?"))

    error = await refusal(recogniser)

    secrets = {server.key, *server.tokens, "Когда выпуск?"}
    assert [] == [each for each in secrets if each in str(error)]
    assert None is error.__cause__


def _by_pitch(heard: Heard) -> Said:
    """A word for each sentence of 12 s, by how often its second second crosses zero."""
    samples = memoryview(heard.sound.samples).cast("h")
    words = []
    for start in range(SAMPLE_RATE, len(samples) - SAMPLE_RATE, 12 * SAMPLE_RATE):
        part = samples[start : start + SAMPLE_RATE]
        crossings = sum((one < 0) != (other < 0) for one, other in pairwise(part))
        words.append("high" if crossings > 900 else "low")
    return Said(" ".join(words))
