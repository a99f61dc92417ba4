"""What systemd hears of the service, on a socket as it gives one."""

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handlers.service.systemd import Systemd, SystemdSettings
from pipeline.health.parts import PartState, PartStatus

STARTING, READY = PartStatus(PartState.STARTING), PartStatus(PartState.READY)
RESTARTING = PartStatus(PartState.RESTARTING, "Telegram is away")


@dataclass
class Ear:
    """The other end of NOTIFY_SOCKET."""

    line: socket.socket
    heard: list[str] = field(default_factory=list)

    async def hears(self, state: str, times: int = 1) -> None:
        while self.heard.count(state) < times:
            told = await asyncio.get_running_loop().sock_recv(self.line, 100)
            self.heard.append(told.decode())


@dataclass
class Scene:
    statuses: dict[str, PartStatus]
    stop: asyncio.Event = field(default_factory=asyncio.Event)


@pytest.fixture(params=["a path", "a name without a file"])
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "notify") if request.param == "a path" else f"@{uuid.uuid4()}"


@asynccontextmanager
async def listening(address: str) -> AsyncIterator[Ear]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.setblocking(False)
        line.bind(address.replace("@", "\0"))
        yield Ear(line)


def settings(address: str, watchdog_usec: int = 0) -> SystemdSettings:
    return SystemdSettings(_env_file=None, notify_socket=address, watchdog_usec=watchdog_usec)


async def test_it_hears_that_the_service_is_ready_and_that_it_stops(address: str) -> None:
    scene = Scene({"bot": READY, "web": READY})

    async with listening(address) as ear, asyncio.TaskGroup() as tasks:
        tasks.create_task(Systemd(settings(address)).follow(scene.statuses, scene.stop))
        await ear.hears("READY=1")
        scene.stop.set()
        await ear.hears("STOPPING=1")

    assert ["READY=1", "STOPPING=1"] == ear.heard


async def test_a_service_in_trouble_is_ready_and_one_that_starts_is_not(address: str) -> None:
    scene = Scene({"bot": RESTARTING, "web": STARTING})

    async with listening(address) as ear, asyncio.TaskGroup() as tasks:
        following = tasks.create_task(
            Systemd(settings(address, 20_000)).follow(scene.statuses, scene.stop)
        )
        await ear.hears("WATCHDOG=1", times=30)
        meanwhile = set(ear.heard)
        scene.statuses["web"] = READY
        await ear.hears("READY=1")
        following.cancel()

    assert {"WATCHDOG=1"} == meanwhile


async def test_a_service_that_is_stopped_before_it_was_ready_never_was(address: str) -> None:
    scene = Scene({"web": STARTING})

    async with listening(address) as ear, asyncio.TaskGroup() as tasks:
        tasks.create_task(Systemd(settings(address)).follow(scene.statuses, scene.stop))
        scene.stop.set()
        await ear.hears("STOPPING=1")

    assert ["STOPPING=1"] == ear.heard


async def test_signs_of_life_come_twice_within_the_time_that_is_granted(address: str) -> None:
    scene = Scene({"web": READY})
    granted = 0.2

    async with listening(address) as ear, asyncio.TaskGroup() as tasks:
        following = tasks.create_task(
            Systemd(settings(address, int(granted * 1e6))).follow(scene.statuses, scene.stop)
        )
        await ear.hears("WATCHDOG=1")
        began = asyncio.get_running_loop().time()
        await ear.hears("WATCHDOG=1", times=5)
        lasted = asyncio.get_running_loop().time() - began
        following.cancel()

    assert lasted >= 4 * granted / 2 * 0.9


async def test_where_systemd_does_not_listen_the_service_runs_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scene = Scene({"web": READY})
    scene.stop.set()

    await Systemd(settings(str(tmp_path / "nobody"))).follow(scene.statuses, scene.stop)

    assert ["systemd could not be told STOPPING=1 (FileNotFoundError)"] == caplog.messages


async def test_without_systemd_nothing_is_told(caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene({"web": READY})

    await Systemd(settings("")).follow(scene.statuses, scene.stop)

    assert [] == caplog.messages
