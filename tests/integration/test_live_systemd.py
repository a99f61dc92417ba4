"""The service under a supervisor that speaks sd_notify(3), from its start to its end."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.fixtures.live_service import Service

pytestmark = pytest.mark.timeout(120)


async def test_systemd_is_told_of_a_whole_life(service: Service, tmp_path: Path) -> None:
    address = tmp_path / "notify"
    heard: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.setblocking(False)
        line.bind(str(address))
        service.variables |= {"NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "1000000"}

        async def until(state: str) -> None:
            while state not in heard:
                heard.append((await asyncio.get_running_loop().sock_recv(line, 100)).decode())

        async with asyncio.timeout(90):
            await service.start()
            await until("READY=1")
            ready = await service.ready()
            code = await service.stop()
            await until("STOPPING=1")

    assert ready["ready"]
    assert 0 == code
    assert ["WATCHDOG=1", "READY=1", "STOPPING=1"] == list(dict.fromkeys(heard))
