"""The stand-in as a program of its own, and the side of the people over HTTP."""

import json
import re
import signal
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession

from tests.fixtures.programs import program
from tests.servers.telegram import PICTURE, BotApiServer, RemoteBotApi

PROGRAM = "tests.servers.telegram"


@pytest.fixture
async def remote(bot_api: BotApiServer) -> AsyncIterator[RemoteBotApi]:
    async with ClientSession() as session:
        yield RemoteBotApi(bot_api.base, session)


async def call(remote: RemoteBotApi, token: str, method: str, **form: object) -> int:
    """The status of a call that a bot makes."""
    url = f"{remote.base}/bot{token}/{method}"
    async with remote.session.post(url, data=form) as answer:
        await answer.read()
        return answer.status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_where_it_listens_and_ends_when_told(number: signal.Signals) -> None:
    async with (
        program(PROGRAM, "--token", "7:SECRET", "--limits") as process,
        ClientSession() as session,
    ):
        assert process.stdout is not None
        ready = json.loads(await process.stdout.readline())
        remote = RemoteBotApi(ready["base"], session)
        anna = await remote("person", first_name="Анна")
        await remote("says", user_id=anna, chat_id=anna, text="/start")
        codes = [
            await call(remote, ready["token"], "sendMessage", chat_id=anna, text=str(each))
            for each in range(4)
        ]
        shown = await remote("shown", chat_id=anna)
        process.send_signal(number)
        out, err = await process.communicate()

    assert "7:SECRET" == ready["token"]
    assert [200, 200, 200, 429] == codes
    assert "Анна: /start\nAlfred: 0\nAlfred: 1\nAlfred: 2" == shown
    assert (0, b"", b"") == (process.returncode, out, err)


async def test_a_port_that_is_taken_is_named(bot_api: BotApiServer) -> None:
    taken = str(urlsplit(bot_api.base).port)

    async with program(PROGRAM, "--port", taken) as process:
        _, err = await process.communicate()

    assert 1 == process.returncode
    assert err.decode().startswith(f"error: port {taken}: ")
    assert 1 == err.count(b"\n")


async def test_people_act_over_http(remote: RemoteBotApi, bot_api: BotApiServer) -> None:
    anna = await remote("person", first_name="Анна")
    group = await remote("supergroup", title="Команда", members=[anna], chat_id=-1009)
    photo = await remote("sends_photo", user_id=anna, chat_id=group, content=PICTURE)
    await remote("reacts", user_id=anna, chat_id=group, message_id=photo, emoji="👍")
    await remote("deletes", chat_id=group, message_id=photo)

    spoken = await remote("says", user_id=anna, chat_id=group, text="Раз")

    assert (-1009, photo + 1) == (group, spoken)
    assert "Анна: Раз" == await remote("shown", chat_id=group)
    assert {"pending": 2, "conflicts": 0, "repeated": 0} == await remote("queue")
    assert "Анна: Раз" == bot_api.shown(group)


async def test_faults_and_the_journal_are_reached_over_http(
    remote: RemoteBotApi, bot_api: BotApiServer
) -> None:
    anna = await remote("person", first_name="Анна")
    await remote("says", user_id=anna, chat_id=anna, text="/start")
    await remote("fault", kind="retry_after", arguments={"seconds": 3}, method="sendMessage")
    await remote("fault", kind="internal", method="sendMessage", after=True)

    codes = [
        await call(remote, bot_api.token, "sendMessage", chat_id=anna, text="Раз")
        for _ in range(3)
    ]

    assert [429, 500, 200] == codes
    assert {"sendMessage": {"429": 1, "500": 1, "200": 1}} == await remote("counts")
    assert [{"chat_id": anna, "text": "Раз", "count": 2}] == await remote("duplicates")
    assert ["Раз", "Раз"] == [each["text"] for each in await remote("deliveries")]
    (last,) = await remote("calls", methods=["sendMessage"], since=2)
    assert {"chat_id": str(anna), "text": "Раз"} == last["params"]
    assert 2 == (await remote("peaks"))["overall"]


@pytest.mark.parametrize(
    ("name", "given", "reason"),
    [
        ("dances", {}, "dances: no such action"),
        ("_speak", {}, "_speak: no such action"),
        (
            "says",
            {"user_id": 5, "chat_id": 5, "text": "x"},
            "says: no person 5 — create them first",
        ),
        ("fault", {"kind": "rain"}, "no fault rain"),
        ("says", {"loudly": True}, "unexpected keyword argument 'loudly'"),
        ("shown", {"chat_id": 5}, "no chat 5"),
    ],
)
async def test_what_cannot_be_is_refused_with_the_reason(
    remote: RemoteBotApi, name: str, given: dict[str, object], reason: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        await remote(name, **given)
