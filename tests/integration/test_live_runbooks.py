"""What a runbook says to type into a shell is typed into one, beside the running service."""

import asyncio
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.fixtures.command_line import ROOT, environment
from tests.fixtures.live_service import Service
from tests.fixtures.runbooks import Where, typed_everywhere
from tests.integration.test_live_service import Team, until
from tests.servers.telegram import BotApiServer

pytestmark = pytest.mark.timeout(240)

LOG = "2026-11-20 03:09:58,114 ERROR bot.telegram.turns: incident 3f9a2c: update 7: TimeoutError\n"
"""Of the night before, as the service writes it."""
PORT = ":8080/"
DIGEST = "trace 17"
PYTHON = f"{shlex.quote(sys.executable)} {shlex.quote(str(ROOT / 'main.py'))}"


@dataclass(frozen=True, slots=True)
class Shell:
    """In the directory from which the service was started."""

    service: Service

    async def runs(self, line: str) -> tuple[int, str]:
        """Its exit code and what it printed; a failure within a pipe is a failure."""
        here = line.replace("python main.py", PYTHON).replace(PORT, f":{self.service.port}/")
        here = here.replace(DIGEST, "trace 1")
        process = await asyncio.create_subprocess_exec(
            "bash", "-o", "pipefail", "-c", here,
            cwd=self.service.home,
            env=environment(self.service.variables),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        told, _ = await process.communicate()
        return process.returncode or 0, told.decode("utf-8")


def had_trouble(home: Path) -> None:
    log = home / ".alfred" / "logs" / "alfred.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write(LOG)


@pytest.fixture
async def shell(service: Service, bot_api: BotApiServer) -> Shell:
    """A group has had a digest by then, and somebody an apology."""
    anna = bot_api.people.person("Анна", language_code="ru")
    service.variables["TELEGRAM_ADMIN_CHAT"] = str(bot_api.people.supergroup("Дежурные", [anna]))
    await service.start()
    await service.ready()
    team = Team(bot_api)
    await until(lambda: team.shows("/digest"))
    team.talks()
    bot_api.people.says(team.anna, team.group, "/digest 4h")
    await until(lambda: team.shows("проверено"))
    had_trouble(service.home)
    return Shell(service)


async def test_every_line_for_a_shell_does_what_it_is_for(shell: Shell) -> None:
    lines = list(dict.fromkeys(each.text for each in typed_everywhere(Where.SHELL)))

    ended = {line: await shell.runs(line) for line in lines}

    assert {} == {line: told for line, (code, told) in ended.items() if code}
    assert [] == [line for line, (_, told) in ended.items() if not told.strip()]


async def test_every_probe_answers(shell: Shell) -> None:
    paths = sorted({each.text for each in typed_everywhere(Where.PROBE)})
    at = f"http://127.0.0.1:{shell.service.port}"

    async with aiohttp.ClientSession(at) as session:
        answers = {path: (await session.get(path)).status for path in paths}

    assert dict.fromkeys(["/health", "/metrics", "/ready"], 200) == answers
