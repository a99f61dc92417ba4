import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp

from tests.fixtures.command_line import environment

READY_SECONDS: Final = 30.0


class MissingProgramError(AssertionError):
    """A test that cannot run has failed: a ring must not vanish silently."""


def program(*names: str) -> str:
    """The path of a program, by the first of its names under which it is there.

    Raises:
        MissingProgramError: It is not, and ``make test`` would have installed it.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    raise MissingProgramError(
        f"{names[0]} is not here — apt-get install -y --no-install-recommends systemd"
        " prometheus prometheus-alertmanager"
    )


def told(*command: str, cwd: Path) -> str:
    """What a program that ends says; it has to end well."""
    ended = subprocess.run(
        command,
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


@asynccontextmanager
async def running(command: Sequence[str], ready: str, log: Path) -> AsyncIterator[None]:
    """A program that serves until the context ends; ``ready`` is the address that says so."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=log.parent, env=environment(), stdout=output, stderr=output
        )
    try:
        async with asyncio.timeout(READY_SECONDS), aiohttp.ClientSession() as session:
            while not await _is_ready(session, ready):
                assert process.returncode is None, _last_words(log)
                await asyncio.sleep(0.05)
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _last_words(log: Path) -> str:
    return log.read_text("utf-8")


async def _is_ready(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(address) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False
