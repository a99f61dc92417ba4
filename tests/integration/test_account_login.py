import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.telethon.calls import Calls
from bot.telethon.qr import (
    Code,
    Connected,
    Failure,
    NotConnected,
    PasswordNeeded,
    QrLogin,
)
from bot.telethon.session import session_path
from tests.fixtures.mtproto import PHONE
from tests.fixtures.reading import TENANT, World, until
from tests.servers.mtproto import Fault, MtprotoServer

PNG = b"\x89PNG\r\n"
SECRET = "тайна"


@pytest.fixture
def world(mtproto: MtprotoServer, tmp_path: Path) -> World:
    return World(mtproto, tmp_path)


class Attempt:
    def __init__(self, world: World, seconds: float = 20.0) -> None:
        calls = Calls("login", world.floods, world.metrics)
        self.login = QrLogin(world.home, TENANT, world.clients, calls, seconds=seconds)
        self.shown: list[Code | PasswordNeeded] = []
        self.result: Connected | NotConnected | None = None

    @property
    def codes(self) -> list[Code]:
        return [each for each in self.shown if isinstance(each, Code)]

    async def run(self) -> None:
        self.result = await self.login.run(self._show)

    async def _show(self, state: Code | PasswordNeeded) -> None:
        self.shown.append(state)


@asynccontextmanager
async def attempting(world: World, seconds: float = 20.0) -> AsyncIterator[Attempt]:
    attempt = Attempt(world, seconds)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(attempt.run())
        await until(lambda: attempt.shown)
        yield attempt


def sessions(world: World) -> list[str]:
    return sorted(path.name for path in (world.home / "sessions").iterdir())


async def test_a_scanned_code_connects_the_account(world: World) -> None:
    me = world.server.people.account(PHONE)
    async with attempting(world) as attempt:
        world.server.scan(me, attempt.codes[0].url)

    assert Connected(me) == attempt.result
    assert [f"{TENANT}.session"] == sessions(world)
    assert 0o600 == session_path(world.home, TENANT).stat().st_mode & 0o777
    assert attempt.codes[0].png.startswith(PNG)


async def test_the_session_that_was_made_can_read(world: World) -> None:
    people = world.server.people
    me = people.account(PHONE)
    chat = people.group("Team", [people.person("Ann"), me])
    async with attempting(world) as attempt:
        world.server.scan(me, attempt.codes[0].url)
    account = await world.accounts.add(TENANT, me)
    group = await world.connect(chat)

    async with world.reading(account):
        await until(lambda: world.stored(group))


async def test_an_expired_code_is_followed_by_another(world: World) -> None:
    me = world.server.people.account(PHONE)
    world.server.terms.qr_seconds = 1
    async with attempting(world) as attempt:
        await until(lambda: len(attempt.codes) > 1)
        world.server.scan(me, attempt.codes[-1].url)

    assert Connected(me) == attempt.result
    assert 2 == len({code.url for code in attempt.codes[:2]})


async def test_the_two_step_password_is_asked_until_it_is_right(world: World) -> None:
    me = world.server.people.account(PHONE, password=SECRET)
    async with attempting(world) as attempt:
        world.server.scan(me, attempt.codes[0].url)
        await until(lambda: isinstance(attempt.shown[-1], PasswordNeeded))
        attempt.login.give_password("не то")
        await until(lambda: len(attempt.shown) == 3)
        attempt.login.give_password(SECRET)

    asked = [each.wrong for each in attempt.shown if isinstance(each, PasswordNeeded)]
    assert [False, True] == asked
    assert Connected(me) == attempt.result


async def test_five_wrong_passwords_end_the_attempt(world: World) -> None:
    me = world.server.people.account(PHONE, password=SECRET)
    async with attempting(world) as attempt:
        world.server.scan(me, attempt.codes[0].url)
        for number in range(5):
            await until(lambda known=number: len(attempt.shown) == known + 2)  # type: ignore[misc]
            attempt.login.give_password("не то")

    assert NotConnected(Failure.PASSWORD) == attempt.result
    assert [] == sessions(world)


async def test_a_cancelled_attempt_leaves_nothing(world: World) -> None:
    async with attempting(world) as attempt:
        attempt.login.cancel()

    assert NotConnected(Failure.CANCELLED) == attempt.result
    assert [] == sessions(world)


async def test_an_attempt_ends_after_its_time(world: World) -> None:
    async with attempting(world, seconds=1.0) as attempt:
        pass

    assert NotConnected(Failure.TIMEOUT) == attempt.result
    assert [] == sessions(world)


async def test_a_flood_wait_ends_the_attempt_and_tells_for_how_long(world: World) -> None:
    world.server.fail("auth.exportLoginToken", Fault.flood_wait(77))
    attempt = Attempt(world)

    await attempt.run()

    assert NotConnected(Failure.FLOOD, 77) == attempt.result


async def test_a_failed_attempt_leaves_the_session_that_was_there(world: World) -> None:
    me = world.server.people.account(PHONE)
    await world.log_in(me)
    before = session_path(world.home, TENANT).read_bytes()

    async with attempting(world) as attempt:
        attempt.login.cancel()

    assert before == session_path(world.home, TENANT).read_bytes()
    assert NotConnected(Failure.CANCELLED) == attempt.result


def test_no_state_shows_its_secret() -> None:
    from datetime import UTC, datetime

    code = Code("tg://login?token=abc", PNG, datetime(2026, 1, 1, tzinfo=UTC))

    assert "abc" not in repr(code)
    assert SECRET not in repr(PasswordNeeded(SECRET, wrong=False))
