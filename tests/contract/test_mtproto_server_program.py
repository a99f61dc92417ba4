"""The stand-in as a program of its own, and its people over HTTP."""

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

import aiohttp
from telethon import TelegramClient
from telethon.crypto import rsa
from telethon.sessions import MemorySession

from tests.fixtures.mtproto import Team, hearing, logged_in
from tests.fixtures.programs import program
from tests.servers.mtproto import MtprotoServer, control_api

PROGRAM = "tests.servers.mtproto"


class Control:
    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self._address = address
        self._session = session

    async def do(self, action: str, **given: Any) -> Any:
        async with self._session.post(f"{self._address}/{action}", json=given) as response:
            answer = await response.json()
            assert 200 == response.status, answer
            return answer["result"]

    async def counts(self) -> Any:
        async with self._session.get(f"{self._address}/counts") as response:
            return await response.json()


async def test_a_client_of_another_process_logs_in_and_hears_the_people(tmp_path: Path) -> None:
    async with (
        program(PROGRAM, "--key", str(tmp_path / "key.pem")) as process,
        aiohttp.ClientSession() as session,
    ):
        assert process.stdout is not None
        ready = json.loads(await process.stdout.readline())
        control = Control(ready["control"], session)
        ann = await control.do("person", first_name="Ann")
        group = await control.do("group", title="Team", members=[ann, ready["account"]])

        client = client_of(ready)
        await client.connect()
        await client.send_code_request(ready["phone"])
        await client.sign_in(ready["phone"], ready["code"])
        async with hearing(client) as heard:
            await control.do("say", group=group, author=ann, text="Hello")
            (told,) = await heard.wait_for(1)
        await client.disconnect()
        counts = await control.counts()
        process.send_signal(signal.SIGTERM)
        out, err = await process.communicate()

    assert (group, ann, "Hello") == (told.chat_id, told.sender_id, told.raw_text)
    assert (1, 1) == (counts["requests"]["auth.signIn"], counts["pushed_messages"])
    assert (0, b"", b"") == (process.returncode, out, err)
    assert 0o600 == (tmp_path / "key.pem").stat().st_mode & 0o777


async def test_a_key_that_is_kept_is_the_same_after_a_restart(tmp_path: Path) -> None:
    keys = []
    for _ in range(2):
        async with program(PROGRAM, "--key", str(tmp_path / "key.pem")) as process:
            assert process.stdout is not None
            ready = json.loads(await process.stdout.readline())
            keys.append(public_key(ready))
            process.send_signal(signal.SIGINT)
            await process.wait()

    assert keys[0] == keys[1]


async def test_faults_and_histories_are_set_over_http(mtproto: MtprotoServer, team: Team) -> None:
    async with (
        control_api(mtproto) as address,
        aiohttp.ClientSession() as session,
        logged_in(mtproto) as client,
    ):
        control = Control(address, session)
        said = await control.do("history", group=team.supergroup, count=3, start=1_750_000_000)
        await control.do(
            "fail", request="messages.getHistory", kind="error", given=[400, "SOON"], times=1
        )
        await client.get_dialogs()
        refused = await asyncio.gather(
            client.get_messages(team.supergroup), return_exceptions=True
        )
        read = await client.get_messages(team.supergroup, limit=3)
        dropped = await control.do("drop_connections")

    assert "SOON" in str(refused[0])
    assert [*reversed(said)] == [each.id for each in read]
    assert 1_750_000_000 == read[-1].date.timestamp()
    assert 1 == dropped


async def test_an_order_that_cannot_be_followed_is_refused(mtproto: MtprotoServer) -> None:
    async with control_api(mtproto) as address, aiohttp.ClientSession() as session:
        async with session.post(f"{address}/sing", json={}) as unknown:
            pass
        async with session.post(f"{address}/say", json={"group": 5}) as wrong:
            reason = (await wrong.json())["error"]

    assert (404, 400) == (unknown.status, wrong.status)
    assert reason.startswith("TypeError: ")


def client_of(ready: dict[str, Any]) -> TelegramClient:
    rsa.add_key(public_key(ready), old=False)
    session = MemorySession()
    host, port = ready["dc"].split(":")
    session.set_dc(2, host, int(port))
    return TelegramClient(session, ready["api_id"], ready["api_hash"])


def public_key(ready: dict[str, Any]) -> str:
    return Path(ready["rsa_key_file"]).read_text()
