"""Digests by a model, on a stand-in that takes 1.0 s and then gives 60 tokens a second a stream.

``python -m bench.model [--plans business,personal] [--sizes 1000,10000] [--day 10000]``

The first table tells how long a digest of one window takes on each plan: its seconds, the calls,
the tokens by the sum of their times, and how late the event loop came. The second tells what the
four window sizes of one day cost together, against one pass over its messages, with what was read
once kept for all windows, and without. The third tells what a call costs beside the model, see
``bench.overhead``.
"""

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.overhead import overhead
from bench.synthetic import write_export
from tests.servers.answers import answer
from tests.servers.gigachat import GigaChatServer, Plan, Received, Terms, gigachat_server

RESULTS = Path(__file__).resolve().parent / "results" / "model.json"
LATENCY, PACE = 1.0, 60.0
CHATTER = 0.55
"""Share of messages that do nothing, see ``bench.synthetic``."""
STREAMS = {Plan.PERSONAL: 1, Plan.BUSINESS: 10}
WINDOWS = ("4h", "6h", "12h", "24h")
_FENCE = re.compile(r"\[\[(\w+)\]\]")


@dataclass(frozen=True, slots=True)
class Speed:
    plan: str
    messages: int
    seconds: float
    token_seconds: float
    """What the answers' tokens alone take, one after the other."""
    calls: int
    tokens: int
    lag_p99_ms: float
    lag_max_ms: float


@dataclass(frozen=True, slots=True)
class Cost:
    way: str
    digests: int
    calls: int
    reading: int
    """Tokens of the calls that read messages."""
    tokens: int
    """Of all calls, as billed."""
    reading_ratio: float
    tokens_ratio: float
    cold_ratio: float
    """``tokens_ratio`` if the provider kept no instructions from one digest to the next."""


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", default="business,personal")
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--day", type=int, default=10_000, help="messages; 0: no second table")
    options = parser.parse_args()
    speeds = [
        await speed(Plan(plan), int(size))
        for plan in options.plans.split(",")
        for size in options.sizes.split(",")
    ]
    costs = await day(options.day) if options.day else []
    tables: list[Sequence[Any]] = [speeds, costs, [await overhead()]]
    for rows in filter(None, tables):
        Console().print(_table(rows))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for rows in tables for row in rows], indent=2))


async def speed(plan: Plan, count: int) -> Speed:
    """One digest of a window that holds all messages."""
    terms = Terms(plan=plan, latency=LATENCY, tokens_per_second=PACE)
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as folder:
        async with gigachat_server(terms, answerer=answer) as server:
            windows, lag = await replay(server, Path(folder), count, "24h")
            chats = list(server.chats)
    [window] = windows
    return Speed(
        plan=plan.value,
        messages=count,
        seconds=window["seconds"],
        token_seconds=round(sum(_completion(chat) for chat in chats) / PACE, 1),
        calls=len(chats),
        tokens=_tokens(chats),
        lag_p99_ms=lag["p99"],
        lag_max_ms=lag["max"],
    )


async def day(count: int) -> list[Cost]:
    """All digests of one day: one pass, all four sizes, and all four without the kept slices."""
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as folder:
        one_pass = await asked(Path(folder), count, ["24h"])
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as folder:
        together = await asked(Path(folder), count, WINDOWS)
    apart: list[Received] = []
    for size in WINDOWS:
        with tempfile.TemporaryDirectory(prefix="alfred-bench-") as folder:
            apart += await asked(Path(folder), count, [size])
    return [
        _cost("one pass, the 24 h digest", 1, one_pass, one_pass),
        _cost("4, 6, 12 and 24 h, each slice read once", 13, together, one_pass),
        _cost("the same, one pass a size", 13, apart, one_pass),
    ]


async def asked(folder: Path, count: int, sizes: Iterable[str]) -> list[Received]:
    """The calls of all windows of these sizes, at no latency."""
    async with gigachat_server(Terms(plan=Plan.BUSINESS), answerer=answer) as server:
        for size in sizes:
            await replay(server, folder, count, size)
        return list(server.chats)


async def replay(
    server: GigaChatServer, folder: Path, count: int, size: str
) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Digest the chat's day in a process of its own; its windows, and the lag of its loop."""
    export, out, lag = folder / "result.json", folder / "out.json", folder / "lag.json"
    if not export.exists():
        await asyncio.to_thread(write_export, export, count, hours=23.9, chatter=CHATTER)
    command = ["-m", "bench.lag", str(lag), str(folder / "home"), str(export)]
    command += ["--window", size, "--all", "--engine", "model", "--tz", "UTC", "--quiet"]
    command += ["--format", "json", "--out", str(out)]
    variables = {
        "GIGACHAT_CREDENTIALS": server.credentials,
        "GIGACHAT_BASE_URL": server.base_url,
        "GIGACHAT_AUTH_URL": server.auth_url,
        "GIGACHAT_MAX_STREAMS": str(STREAMS[server.terms.plan]),
        "DIGEST_PRO_QUOTA_CALLS": "0",
        "DIGEST_PRO_QUOTA_TOKENS": "0",
        "NO_PROXY": "127.0.0.1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env={**os.environ, **variables},  # noqa: TID251
    )
    if await process.wait():
        raise SystemExit(f"replay ended with {process.returncode}")
    windows = json.loads(out.read_text())["windows"]
    fallen = {key for each in windows for key in each["metrics"] if key.startswith("fallback_")}
    if fallen:
        print(f"rules stood in for the model: {', '.join(sorted(fallen))}", file=sys.stderr)
    return windows, json.loads(lag.read_text())


def _cost(way: str, digests: int, chats: Sequence[Received], one_pass: Sequence[Received]) -> Cost:
    reading, all_of_it = _tokens(_reading(chats)), _tokens(chats)
    return Cost(
        way=way,
        digests=digests,
        calls=len(chats),
        reading=reading,
        tokens=all_of_it,
        reading_ratio=round(reading / _tokens(_reading(one_pass)), 2),
        tokens_ratio=round(all_of_it / _tokens(one_pass), 2),
        cold_ratio=round((all_of_it + _lent(chats)) / (_tokens(one_pass) + _lent(one_pass)), 2),
    )


def _reading(chats: Iterable[Received]) -> list[Received]:
    return [chat for chat in chats if (chat.system or "").startswith("prompt segmenter-")]


def _tokens(chats: Iterable[Received]) -> int:
    return sum(chat.usage.prompt + chat.usage.completion for chat in chats if chat.usage)


def _lent(chats: Iterable[Received]) -> int:
    """Tokens of instructions that a digest found cached when it first sent them.

    A digest is known by its fence.
    """
    first: dict[tuple[str, str | None], int] = {}
    for chat in chats:
        fence = _FENCE.search(chat.last)
        first.setdefault((fence[1] if fence else "", chat.system), chat.precached)
    return sum(first.values())


def _completion(chat: Received) -> int:
    return chat.usage.completion if chat.usage else 0


def _table(rows: Sequence[Any]) -> Table:
    first = asdict(rows[0])
    table = Table(*(name.replace("_", " ") for name in first))
    for row in rows:
        table.add_row(
            *(f"{each:,}" if isinstance(each, int) else str(each) for each in asdict(row).values())
        )
    return table


if __name__ == "__main__":
    asyncio.run(main())
