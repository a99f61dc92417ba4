"""``python -m tests.servers.demo``: a digest by the stand-in model, without an account.

The stand-in runs here, on the terms of a personal plan: one answer at a time, token by token.
``main.py`` is a process of its own in a directory that is deleted afterwards: no data of the user
is touched, and no .env is read.
"""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.servers.answers import answer
from tests.servers.gigachat import GigaChatServer, Message, Plan, Received, Terms, gigachat_server
from tests.servers.gigachat import tokens as tokenizer
from tests.servers.gigachat.answering import weight

ROOT = Path(__file__).resolve().parents[2]
REPLAY = ("replay", str(ROOT / "examples" / "team-chat.json"), "--tz", "Europe/Moscow")
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TERM", "COLORTERM", "NO_COLOR", "PYTHONUTF8")
"""What the program needs of the shell; settings are not among it."""
GRACE = 15.0
"""Seconds that the program has to close its databases after an interruption."""
INTERRUPTED = 130

Stage = str


@dataclass(slots=True)
class Written:
    """Tokens that the model wrote, by stage."""

    tokens: dict[Stage, int] = field(default_factory=dict)

    def answer(self, messages: Sequence[Message], request: Mapping[str, Any]) -> str:
        said = answer(messages, request)
        stage = _stage(messages)
        self.tokens[stage] = self.tokens.get(stage, 0) + tokenizer.count(said)
        return said


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.demo")
    parser.add_argument("--latency", type=float, default=0.4, help="seconds to the first token")
    parser.add_argument("--tokens-per-second", type=float, default=150.0, help="0: no limit")
    given = parser.parse_args()
    terms = Terms(Plan.PERSONAL, latency=given.latency, tokens_per_second=given.tokens_per_second)
    try:
        return asyncio.run(_demonstrate(terms))
    except KeyboardInterrupt:
        return INTERRUPTED


async def _demonstrate(terms: Terms) -> int:
    asyncio.get_running_loop().add_signal_handler(
        signal.SIGTERM, signal.raise_signal, signal.SIGINT
    )
    written = Written()
    with tempfile.TemporaryDirectory(prefix="alfred-demo-", ignore_cleanup_errors=True) as folder:
        async with gigachat_server(terms, answerer=written.answer) as server:
            Console(stderr=True).print(f"A stand-in for GigaChat answers at {server.base_url}.")
            code = await _replay(server, Path(folder))
    if server.chats:
        Console().print(_table(server.chats, written))
    return code


async def _replay(server: GigaChatServer, folder: Path) -> int:
    # In a session of its own, so that Ctrl-C reaches it once, from here.
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "main.py"),
        *REPLAY,
        "--engine",
        "model",
        cwd=folder,
        env=_environment(server, folder),
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return await process.wait()
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    """Let it close its databases; kill it if it does not."""
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        async with asyncio.timeout(GRACE):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _environment(server: GigaChatServer, folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}  # noqa: TID251 - passes it on
    return kept | {
        "ALFRED_HOME": str(folder / "home"),
        "GIGACHAT_CREDENTIALS": server.credentials,
        "GIGACHAT_BASE_URL": server.base_url,
        "GIGACHAT_AUTH_URL": server.auth_url,
        "NO_PROXY": "127.0.0.1",
    }


def _table(chats: Iterable[Received], written: Written) -> Table:
    by_stage: dict[Stage, list[Received]] = {}
    for received in chats:
        by_stage.setdefault(_stage(received.messages), []).append(received)
    rows = [
        (stage, *_figures(calls), written.tokens.get(stage, 0))
        for stage, calls in by_stage.items()
    ]
    table = Table("prompt", title="What the stand-in saw", title_justify="left")
    for name in ("calls", "seconds", "tokens read", "tokens written"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*map(str, row))
    table.add_section()
    calls, seconds, *tokens = (sum(column) for column in list(zip(*rows, strict=True))[1:])
    table.add_row("all", str(calls), f"{seconds:.1f}", *map(str, tokens))
    return table


def _figures(calls: Sequence[Received]) -> tuple[int, float, int]:
    """Of one prompt: calls, seconds, and tokens read."""
    seconds = sum(call.seconds or 0.0 for call in calls)
    return len(calls), round(seconds, 1), sum(weight(call.messages) for call in calls)


def _stage(messages: Sequence[Message]) -> Stage:
    """By the first line of the system turn: ``prompt segmenter-1.ru``."""
    return messages[0].content.partition("\n")[0].removeprefix("prompt ") if messages else ""


if __name__ == "__main__":
    sys.exit(main())
