"""Recordings of every form that Telegram sends, and files that were made to do harm."""

import asyncio
import random
import time
from array import array
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from itertools import pairwise
from typing import Any

import pytest

from pipeline.speech.decoded import unpack
from pipeline.speech.decoding import PooledDecoder, open_decoder
from pipeline.speech.errors import SpeechError, SpeechFault
from pipeline.speech.models import SAMPLE_RATE, Speech
from pipeline.speech.settings import SpeechSettings
from pipeline.speech.sound import decode
from pipeline.speech.workers import open_workers
from tests.fixtures.jobs import prepare
from tests.fixtures.voices import FORMS, Form, Voice, encoded, said, silence, tone

GOAL_SECONDS = 0.5
"""Of decoding a minute, by the processor's clock: a busy machine changes nothing of it."""
LONGEST = 120 * SAMPLE_RATE


def opened(**changes: Any) -> AbstractAsyncContextManager[PooledDecoder]:
    return open_decoder(SpeechSettings(_env_file=None, **changes))


@pytest.fixture(scope="module")
async def decoder() -> AsyncIterator[PooledDecoder]:
    async with opened() as decoder:
        yield decoder


def pitch(speech: Speech) -> float:
    """Hertz, by how often the sound crosses zero in its middle half."""
    heard = array("h", speech.samples)
    middle = heard[len(heard) // 4 : 3 * len(heard) // 4]
    crossings = sum((one < 0) != (other < 0) for one, other in pairwise(middle))
    return crossings / 2 / (len(middle) / SAMPLE_RATE)


async def fault_of(decoder: PooledDecoder, recording: bytes) -> SpeechFault:
    with pytest.raises(SpeechError) as caught:
        await decoder.decode(recording)
    assert " — " in str(caught.value)
    return caught.value.fault


@pytest.mark.parametrize("form", FORMS)
async def test_every_form_keeps_its_length_and_its_pitch(
    decoder: PooledDecoder, form: Form
) -> None:
    speech = await decoder.decode(encoded(tone(2.0, 440.0), form))

    assert 2.0 == pytest.approx(speech.seconds, abs=0.1)
    assert 440 == pytest.approx(pitch(speech), rel=0.02)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000])
async def test_any_rate_becomes_ours_to_the_last_sample(decoder: PooledDecoder, rate: int) -> None:
    speech = await decoder.decode(encoded(tone(1.5), "wav", rate=rate))

    assert 1.5 == pytest.approx(speech.seconds, abs=0.002)


async def test_both_channels_become_one(decoder: PooledDecoder) -> None:
    speech = await decoder.decode(encoded(tone(1.0, 300.0), "wav", channels=2))

    assert 1.0 == pytest.approx(speech.seconds, abs=0.002)
    assert 300 == pytest.approx(pitch(speech), rel=0.02)


async def test_a_voice_message_is_kept_as_it_came(decoder: PooledDecoder) -> None:
    recording = encoded(tone(1.0))

    speech = await decoder.decode(recording)

    assert recording == speech.ogg_opus


@pytest.mark.parametrize("form", [form for form in FORMS if form != "voice"])
async def test_other_forms_are_not_taken_for_voice_messages(
    decoder: PooledDecoder, form: Form
) -> None:
    speech = await decoder.decode(encoded(tone(1.0), form))

    assert None is speech.ogg_opus


async def test_a_stereo_recording_is_not_kept(decoder: PooledDecoder) -> None:
    speech = await decoder.decode(encoded(tone(1.0), channels=2))

    assert None is speech.ogg_opus


async def test_the_longest_recording_that_is_taken_is_taken_whole(decoder: PooledDecoder) -> None:
    speech = await decoder.decode(encoded(tone(1.0) * 120))

    assert 120 == pytest.approx(speech.seconds, abs=0.1)


@pytest.mark.parametrize("form", ["voice", "mp3", "wav"])
async def test_a_longer_one_is_given_up_at_the_limit(form: Form) -> None:
    async with opened(max_seconds=3) as decoder:
        assert SpeechFault.TOO_LONG is await fault_of(decoder, encoded(tone(4.0), form))


def test_forty_minutes_are_given_up_as_soon_as_the_limit_is_reached() -> None:
    ten_minutes = encoded(silence(600) + tone(1), "mp3", rate=8_000)
    began = time.process_time()

    decoded = unpack(decode(ten_minutes * 4, LONGEST), b"")

    assert SpeechFault.TOO_LONG is decoded
    assert time.process_time() - began < GOAL_SECONDS


async def test_a_file_that_is_too_large_is_not_even_looked_at() -> None:
    async with opened(max_bytes=1_000) as decoder:
        assert SpeechFault.TOO_LARGE is await fault_of(decoder, bytes(1_001))
        assert SpeechFault.BROKEN is await fault_of(decoder, bytes(1_000))


@pytest.mark.parametrize("loudness", [0, 30])
async def test_where_there_is_no_sound_nothing_was_said(
    decoder: PooledDecoder, loudness: int
) -> None:
    recording = encoded(tone(2.0, loudness=loudness), "flac")

    assert SpeechFault.SILENT is await fault_of(decoder, recording)


async def test_a_whisper_is_sound(decoder: PooledDecoder) -> None:
    assert await decoder.decode(encoded(tone(2.0, loudness=300), "flac"))


@pytest.mark.parametrize(
    "recording",
    [
        b"",
        b"\0",
        b"OggS",
        b"<html><body>Not found</body></html>",
        bytes(100_000),
        random.Random(7).randbytes(100_000),  # noqa: S311 - the same noise each time
        encoded(Voice(b"\0\0"), "wav")[:44],
    ],
    ids=["nothing", "a byte", "a beginning", "a page", "zeros", "noise", "a header"],
)
async def test_what_is_no_recording_is_broken(decoder: PooledDecoder, recording: bytes) -> None:
    assert SpeechFault.BROKEN is await fault_of(decoder, recording)


@pytest.mark.parametrize("form", FORMS)
async def test_a_recording_that_was_damaged_on_the_way_is_heard_or_broken(
    decoder: PooledDecoder, form: Form
) -> None:
    chance = random.Random(form)  # noqa: S311 - the same damage each time
    whole = encoded(tone(1.0), form)
    outcomes = set()
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 10, 100))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            await decoder.decode(bytes(damaged))
            outcomes.add("heard")
        except SpeechError as error:
            outcomes.add(error.fault)

    assert outcomes <= {"heard", *SpeechFault} - {SpeechFault.UNAVAILABLE, SpeechFault.REJECTED}


async def test_a_recording_that_was_cut_off_is_heard_as_far_as_it_goes(
    decoder: PooledDecoder,
) -> None:
    whole = encoded(said("one two three four five six seven eight. " * 4))

    speech = await decoder.decode(whole[: len(whole) // 2])

    assert 0.3 < speech.seconds / (await decoder.decode(whole)).seconds < 0.6


@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {}\n",
        "<?xml version='1.0'?><MPD><BaseURL>{}</BaseURL></MPD>",
    ],
    ids=["hls", "concat", "dash"],
)
async def test_a_playlist_makes_us_call_nobody(decoder: PooledDecoder, playlist: str) -> None:
    calls = []

    async def called(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(writer.get_extra_info("peername"))
        writer.close()

    async with await asyncio.start_server(called, "127.0.0.1", 0) as server:
        address = server.sockets[0].getsockname()
        recording = playlist.format(f"http://{address[0]}:{address[1]}/voice.ogg").encode()
        fault = await fault_of(decoder, recording)

    assert SpeechFault.BROKEN is fault
    assert [] == calls


def test_a_file_that_tells_of_a_monstrous_rate_is_broken_at_once() -> None:
    monster = bytearray(encoded(tone(1.0), "wav"))
    monster[24:28] = (738_245_504).to_bytes(4, "little")
    began = time.process_time()

    decoded = unpack(decode(bytes(monster), LONGEST), b"")

    assert SpeechFault.BROKEN is decoded
    assert time.process_time() - began < GOAL_SECONDS


def test_a_minute_takes_less_than_half_a_second() -> None:
    minute = encoded(said("the quick brown fox jumps over the lazy dog. " * 21))
    began = time.process_time()

    decoded = unpack(decode(minute, LONGEST), minute)

    took = time.process_time() - began
    assert isinstance(decoded, Speech)
    assert 60 < decoded.seconds < 65
    assert took < GOAL_SECONDS


async def test_recordings_that_come_at_once_are_all_decoded(decoder: PooledDecoder) -> None:
    hertz = [200.0 + 50 * number for number in range(8)]

    speeches = await asyncio.gather(*(decoder.decode(encoded(tone(1.0, each))) for each in hertz))

    assert hertz == pytest.approx([pitch(each) for each in speeches], rel=0.02)


@pytest.mark.parametrize(
    ("recording", "fault"),
    [(b"signal SIGSEGV", SpeechFault.BROKEN), (b"signal SIGTERM", SpeechFault.UNAVAILABLE)],
    ids=["crash", "end from outside"],
)
async def test_only_a_crash_is_blamed_on_the_recording(
    recording: bytes, fault: SpeechFault
) -> None:
    settings = SpeechSettings(_env_file=None)
    async with open_workers(prepare, size=1, memory=settings.memory) as workers:
        assert fault is await fault_of(PooledDecoder(workers, settings), recording)


async def test_what_takes_a_decoder_too_long_is_broken() -> None:
    settings = SpeechSettings(_env_file=None)
    async with open_workers(prepare, size=1, memory=settings.memory) as workers:
        decoder = PooledDecoder(workers, settings, seconds=0.1)

        assert SpeechFault.BROKEN is await fault_of(decoder, b"sleep 60")
