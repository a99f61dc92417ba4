"""``python -m tests.servers.container``: the Dockerfile's steps with packages of its own, tried.

It installs the locked packages anew, runs the service on embedded databases against the stand-in
of Telegram, and says how long each step took and how large the result is. As root it is isolated.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.fixtures.live_service import bot_variables, free_port
from tests.servers.container import Container, build, isolates
from tests.servers.telegram.running import bot_api_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.container")
    parser.add_argument("--python", default=sys.executable, help="stands for the base image")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="alfred-image-") as folder:
        sys.exit(asyncio.run(_try(Path(folder), given.python)))


async def _try(folder: Path, python: str) -> int:
    began = time.monotonic()
    image = await asyncio.to_thread(build, folder, python=python)
    _say("built", began)
    for name in ("app", "venv"):
        print(f"{name}: {_megabytes(folder / name):.0f} MB")  # noqa: T201 - a program for people
    async with bot_api_server() as telegram:
        variables = {**bot_variables(telegram), "WEB_PORT": str(free_port())}
        container = Container(image, folder / "data", variables, isolated=isolates())
        began = time.monotonic()
        await container.start()
        try:
            await container.until_healthy()
            _say("healthy, isolated" if container.isolated else "healthy, not isolated", began)
            began = time.monotonic()
            code = await container.stop()
            _say(f"ended with {code}", began)
        finally:
            await container.kill()
        sys.stdout.write(container.told())
    return code


def _say(what: str, began: float) -> None:
    print(f"{what} after {time.monotonic() - began:.1f} s")  # noqa: T201 - a program for people


def _megabytes(folder: Path) -> float:
    return sum(each.lstat().st_size for each in folder.rglob("*")) / 1e6


if __name__ == "__main__":
    main()
