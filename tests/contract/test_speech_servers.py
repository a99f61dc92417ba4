"""The stand-ins for recognisers refuse what the real ones refuse."""

import io
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest

from pipeline.speech.wav import wav
from tests.fixtures.voices import Form, encoded, silence, tone
from tests.servers.speech import (
    Fault,
    OpenAiSpeechServer,
    Said,
    SaluteServer,
    VoskServer,
    openai_speech_server,
    salute_server,
    vosk_server,
)
from tests.servers.speech.sounds import ogg_opus
from tests.servers.speech.vosk import END

OGG_OPUS = "audio/ogg;codecs=opus"
PCM = "audio/x-pcm;bit=16;rate=16000"


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def salute() -> AsyncIterator[SaluteServer]:
    async with salute_server() as server:
        yield server


@pytest.fixture
async def openai() -> AsyncIterator[OpenAiSpeechServer]:
    async with openai_speech_server() as server:
        yield server


@pytest.fixture
async def vosk() -> AsyncIterator[VoskServer]:
    async with vosk_server() as server:
        yield server


async def oauth(
    session: aiohttp.ClientSession,
    server: SaluteServer,
    *,
    key: str | None = None,
    scope: str = "SALUTE_SPEECH_PERS",
    rquid: str | None = None,
) -> tuple[int, Mapping[str, Any]]:
    headers = {
        "Authorization": f"Basic {key or server.key}",
        "RqUID": str(uuid.uuid4()) if rquid is None else rquid,
    }
    async with session.post(server.auth_url, data={"scope": scope}, headers=headers) as response:
        return response.status, await response.json()


async def recognise(
    session: aiohttp.ClientSession,
    server: SaluteServer,
    content: bytes,
    form: str = OGG_OPUS,
    language: str = "ru-RU",
) -> tuple[int, Mapping[str, Any]]:
    _, granted = await oauth(session, server)
    headers = {"Authorization": f"Bearer {granted['access_token']}", "Content-Type": form}
    url = f"{server.url}/speech:recognize"
    async with session.post(
        url, data=io.BytesIO(content), headers=headers, params={"language": language}
    ) as response:
        return response.status, await response.json()


async def test_salute_answers_with_what_the_test_says(
    session: aiohttp.ClientSession, salute: SaluteServer
) -> None:
    salute.script(Said("Когда выпуск?"))

    status, answer = await recognise(session, salute, encoded(tone(1.0)))

    assert (200, ["Когда выпуск?"]) == (status, answer["result"])
    assert {"status", "result", "emotions"} == answer.keys()
    assert 1.0 == pytest.approx(salute.heard[0].sound.seconds, abs=0.03)


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"key": "d3Jvbmc="}, 401), ({"scope": "SALUTE_SPEECH_B2B"}, 400), ({"rquid": "7"}, 400)],
)
async def test_salute_gives_no_token_for_a_wrong_request(
    session: aiohttp.ClientSession, salute: SaluteServer, changes: Any, status: int
) -> None:
    assert status == (await oauth(session, salute, **changes))[0]
    assert {} == salute.tokens


@pytest.mark.parametrize(
    ("content", "form", "status"),
    [
        (encoded(tone(1.0), channels=2), OGG_OPUS, 400),
        (encoded(tone(1.0), "mp3"), OGG_OPUS, 400),
        (encoded(tone(1.0))[:-1], OGG_OPUS, 400),
        (encoded(tone(1.0)), "audio/ogg", 400),
        (b"\0\0\0", PCM, 400),
        (silence(61).samples, PCM, 400),
        (silence(63).samples, PCM, 413),
    ],
    ids=["stereo", "mp3", "cut off", "no codec", "half a sample", "61 s", "2 MB"],
)
async def test_salute_takes_only_sound_of_the_form_that_is_told(
    session: aiohttp.ClientSession,
    salute: SaluteServer,
    content: bytes,
    form: str,
    status: int,
) -> None:
    assert status == (await recognise(session, salute, content, form))[0]
    assert [] == salute.heard


async def test_salute_knows_three_languages(
    session: aiohttp.ClientSession, salute: SaluteServer
) -> None:
    assert 400 == (await recognise(session, salute, encoded(tone(1.0)), language="ru"))[0]


async def test_salute_refuses_a_token_that_has_ended(
    session: aiohttp.ClientSession, salute: SaluteServer
) -> None:
    salute.token_seconds = 0.0

    assert 401 == (await recognise(session, salute, encoded(tone(1.0))))[0]


@pytest.mark.parametrize("form", ["mp3", "m4a", "flac", "wav"])
def test_only_opus_in_ogg_is_opus_in_ogg(form: Form) -> None:
    with pytest.raises(ValueError, match="page"):
        ogg_opus(encoded(tone(1.0), form))


async def transcribe(
    session: aiohttp.ClientSession, server: OpenAiSpeechServer, content: bytes, **fields: str
) -> tuple[int, Mapping[str, Any]]:
    form = aiohttp.FormData({"model": "whisper-1"} | fields)
    form.add_field("file", content, filename="voice.wav", content_type="audio/wav")
    headers = {"Authorization": f"Bearer {server.key}"}
    url = f"{server.url}/audio/transcriptions"
    async with session.post(url, data=form, headers=headers) as response:
        return response.status, await response.json()


async def test_openai_tells_more_if_it_is_asked_to(
    session: aiohttp.ClientSession, openai: OpenAiSpeechServer
) -> None:
    openai.hears = lambda _: Said("Да", 0.5)
    sound = wav(tone(1.0).samples)

    plain = await transcribe(session, openai, sound)
    _, verbose = await transcribe(session, openai, sound, response_format="verbose_json")

    assert (200, {"text": "Да"}) == plain
    assert [0.5] == [each["probability"] for each in verbose["words"]]
    assert -0.693 == pytest.approx(verbose["segments"][0]["avg_logprob"], abs=0.001)


@pytest.mark.parametrize(
    ("content", "fields", "status"),
    [
        (encoded(tone(0.1)), {}, 400),
        (wav(tone(1.0).samples)[:-2], {}, 400),
        (wav(tone(1.0).samples), {"model": "whisper-9"}, 404),
        (wav(tone(1.0).samples), {"response_format": "yaml"}, 400),
    ],
    ids=["no wav", "cut off", "no model", "no format"],
)
async def test_openai_takes_whole_files_for_its_models(
    session: aiohttp.ClientSession,
    openai: OpenAiSpeechServer,
    content: bytes,
    fields: dict[str, str],
    status: int,
) -> None:
    assert status == (await transcribe(session, openai, content, **fields))[0]
    assert [] == openai.heard


@pytest.mark.parametrize("end", ['{"eof": 1}', '{"eof":1}', "eof"])
async def test_vosk_takes_any_other_end_for_sound_and_hangs_up(
    session: aiohttp.ClientSession, vosk: VoskServer, end: str
) -> None:
    async with session.ws_connect(vosk.url) as socket:
        await socket.send_json({"config": {"sample_rate": 16_000}})
        await socket.send_bytes(tone(1.0).samples)
        partial = await socket.receive_json()
        await socket.send_str(end)
        last = await socket.receive()

    assert {"partial": ""} == partial
    assert aiohttp.WSMsgType.CLOSE is last.type
    assert [] == vosk.heard


async def test_vosk_tells_words_only_if_it_is_asked_to(
    session: aiohttp.ClientSession, vosk: VoskServer
) -> None:
    vosk.hears = lambda _: Said("да")

    async with session.ws_connect(vosk.url) as socket:
        await socket.send_json({"config": {"sample_rate": 16_000}})
        await socket.send_bytes(tone(1.0).samples)
        await socket.receive_json()
        await socket.send_str(END)

        assert {"text": "да"} == await socket.receive_json()


async def test_steps_are_taken_in_the_order_of_the_requests(
    session: aiohttp.ClientSession, salute: SaluteServer
) -> None:
    salute.script(Said("раз"), Fault.status(500), Said("два"))
    sound = encoded(tone(1.0))

    answers = [await recognise(session, salute, sound) for _ in range(3)]

    assert [200, 500, 200] == [status for status, _ in answers]
    assert [["раз"], ["два"]] == [answer["result"] for status, answer in answers if status == 200]
