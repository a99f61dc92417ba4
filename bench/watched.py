"""The service with a watch on its event loop: ``python -m bench.watched LAGS.json run``.

At its end the file holds each tick of 5 ms: when it was due, by the monotonic clock, and by how
many seconds it came too late.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from bench.lag import TICK
from handlers.cli.commands import alfred
from handlers.cli.entry import run as run_command_line
from handlers.service.roles import Role
from main import House, compose


class WatchedHouse(House):
    """Notes how late its loop is for as long as the service runs."""

    async def run(self, roles: frozenset[Role]) -> None:
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(_watch())
            await super().run(roles)
            watching.cancel()


async def _watch() -> None:
    while True:
        due = time.monotonic() + TICK
        await asyncio.sleep(TICK)
        TICKS.append((due, max(0.0, time.monotonic() - due)))


def watched(home: Path | None) -> WatchedHouse:
    return WatchedHouse(compose(home).settings)


if __name__ == "__main__":
    TICKS: list[tuple[float, float]] = []
    file, *arguments = sys.argv[1:]
    code = run_command_line(alfred, arguments, watched)
    Path(file).write_text(json.dumps(TICKS), encoding="utf-8")
    sys.exit(code)
