"""The stand-in as a program of its own: ``python -m tests.servers.gigachat``."""

import json
import signal

import httpx
import pytest
from gigachat import GigaChatAsyncClient

from tests.fixtures.programs import program
from tests.servers.gigachat import GigaChatServer

PROGRAM = "tests.servers.gigachat"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_where_it_listens_and_ends_when_told(
    direct: None, number: signal.Signals
) -> None:
    async with program(PROGRAM, "--plan", "personal", "--answers", "echo") as process:
        assert process.stdout is not None
        ready = json.loads(await process.stdout.readline())
        async with GigaChatAsyncClient(**ready, model="GigaChat-2", timeout=10) as client:
            completion = await client.achat("Ты здесь?")
        process.send_signal(number)
        out, err = await process.communicate()

    assert "Ты здесь?" == completion.choices[0].message.content
    assert (0, b"", b"") == (process.returncode, out, err)


async def test_it_answers_by_the_function_that_it_is_given(direct: None) -> None:
    # Anything that takes a conversation and a request and returns a text will do.
    async with program(PROGRAM, "--answers", "tests.servers.gigachat.answering:echo") as process:
        assert process.stdout is not None
        ready = json.loads(await process.stdout.readline())
        async with GigaChatAsyncClient(**ready, model="GigaChat-2", timeout=10) as client:
            completion = await client.achat("Кто там?")

    assert "Кто там?" == completion.choices[0].message.content


async def test_a_port_that_is_taken_is_named(gigachat: GigaChatServer) -> None:
    taken = str(httpx.URL(gigachat.base_url).port)

    async with program(PROGRAM, "--port", taken, "--answers", "echo") as process:
        _, err = await process.communicate()

    assert 1 == process.returncode
    assert err.decode().startswith(f"error: port {taken}: ")
    assert 1 == err.count(b"\n")


@pytest.mark.parametrize("path", ["nowhere:answer", "tests.servers.gigachat:nothing", "nothing"])
async def test_answers_that_are_not_there_are_refused_by_name(path: str) -> None:
    async with program(PROGRAM, "--answers", path) as process:
        _, err = await process.communicate()

    assert 2 == process.returncode
    assert f"no answerer at {path}" in err.decode()
