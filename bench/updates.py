"""People who talk to the bot: how long until the first answer, and what the ledger costs.

``python -m bench.updates [--rate 200] [--seconds 30]``

The Bot API stand-in, the people and the bot are three processes; the ledger is an embedded
PostgreSQL with full durability. Limits on sending are raised, for Telegram allows 30 messages a
second: what is measured is ours. Of three things said two are commands in private chats, and one
is plain talk in a group.
"""

import argparse
import asyncio
import gc
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from aiogram import Router
from aiogram.types import Message
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bench.lag import share, watch
from bot.settings import TelegramSettings
from bot.telegram.metrics import BotMetrics
from bot.telegram.transport import Transport, TransportPorts, open_transport
from bot.translator import Translators
from handlers.updates.group_talk import GroupTalkIntake
from pipeline.events.groups import GroupMessageIngested
from pipeline.groups.models import PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind
from storage.embedded import embedded_postgres
from storage.migrations.run import migrate
from storage.postgres.database import Database, open_database
from tests.servers.telegram.remote import RemoteBotApi

RESULTS = Path(__file__).resolve().parent / "results" / "updates.json"
WARM_UP = 5.0
"""Seconds that are not counted: everybody speaks for the first time."""
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Measured:
    updates_per_second: int
    answers: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    worst_ms: float
    accepted_to_answer_ms: float
    """The mean, from the ledger to the first answer."""
    loop_lag_p99_ms: float
    group_messages: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30.0)
    given = parser.parse_args()
    measured = asyncio.run(measure(given.rate, given.seconds))
    table = Table("", "")
    for name, value in asdict(measured).items():
        table.add_row(name.replace("_", " "), f"{value:,}")
    Console().print(table)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(asdict(measured), indent=2), encoding="utf-8")


async def measure(rate: int, seconds: float) -> Measured:
    lags: list[float] = []
    registry = CollectorRegistry()
    async with (
        stand_in() as base,
        database() as storage,
        ClientSession() as session,
        people_at(base, rate, seconds) as people,
    ):
        world = RemoteBotApi(base, session)
        place = json.loads(await _line(people))
        await _connect(storage, place)
        async with transport(base, storage, registry) as bot, asyncio.TaskGroup() as tasks:
            gc.freeze()  # as the service does
            running = [
                tasks.create_task(each)
                for each in (bot.turns.run(), bot.poller.run(), watch(lags))
            ]
            if people.stdin is None:
                raise RuntimeError("the people hear nothing")
            people.stdin.write(b"\n")
            spoken: dict[str, float] = json.loads(await _line(people))
            answered = await _answers(world, len(spoken))
            for task in running:
                task.cancel()
        stored = await storage.pool.fetchval("SELECT count(*) FROM conversation_ledger")
        if stored != len(spoken):
            raise RuntimeError(f"{len(spoken)} commands were given, {stored} are in the ledger")
    return _measured(rate, seconds, spoken, answered, registry, lags)


@asynccontextmanager
async def stand_in() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.servers.telegram", stdout=asyncio.subprocess.PIPE
    )
    try:
        yield json.loads(await _line(process))["base"]
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def people_at(
    base: str, rate: int, seconds: float
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.talkers", base),
        *("--rate", str(rate), "--seconds", str(seconds)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=64 * 1024 * 1024,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as home:
        async with embedded_postgres(Path(home) / "home") as server:
            await migrate(server.dsn())
            service = server.dsn(user="alfred_service")
            async with open_database(service, [GroupMessageIngested]) as opened:
                yield opened


@asynccontextmanager
async def transport(
    base: str, storage: Database, registry: CollectorRegistry
) -> AsyncIterator[Transport]:
    settings = TelegramSettings(
        bot_token=SecretStr("42:TEST"), api_base=base, messages_per_second=10_000
    )
    ports = TransportPorts(
        ledger=storage.conversation,
        dialogues=storage.dialogues,
        statuses=storage.chat_statuses,
        sent=storage.sent_messages,
        people=storage.people,
        groups=storage.group_book,
        talk=GroupTalkIntake(storage.group_book, storage.messages, storage.reactions),
    )
    router = Router()

    @router.message()
    async def echo(message: Message) -> None:
        await message.answer((message.text or "").removeprefix("/echo "))

    async with open_transport(
        settings,
        ports,
        [router],
        translators=Translators(),
        metrics=BotMetrics(registry),
        time_zone="UTC",
    ) as opened:
        yield opened


async def _connect(storage: Database, place: dict[str, Any]) -> None:
    owner = PersonId(place["owner"])
    await storage.people.meet(owner, language="ru", time_zone="UTC")
    await storage.group_book.connect(
        await storage.people.tenant_of(owner),
        Chat(place["group"], ChatKind.SUPERGROUP, "Bench"),
        reader=Reader.BOT,
        owner=owner,
        time_zone="UTC",
        language="ru",
    )


async def _answers(world: RemoteBotApi, count: int) -> dict[str, float]:
    """The moment of each answer, once all are there."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            await asyncio.sleep(0.2)
            found = await world("deliveries")
    if len(found) != count:
        raise RuntimeError(f"{count} answers were due, {len(found)} were given")
    return {each["text"]: each["at"] for each in found}


async def _line(process: asyncio.subprocess.Process) -> bytes:
    if process.stdout is None:
        raise RuntimeError("the process says nothing")
    return await process.stdout.readline()


def _measured(
    rate: int,
    seconds: float,
    spoken: dict[str, float],
    answered: dict[str, float],
    registry: CollectorRegistry,
    lags: Sequence[float],
) -> Measured:
    begin = min(spoken.values()) + WARM_UP
    waits = [1_000 * (answered[key] - at) for key, at in spoken.items() if at >= begin]
    cuts = quantiles(waits, n=100, method="inclusive")
    total = registry.get_sample_value("bot_turn_seconds_sum") or 0.0
    return Measured(
        updates_per_second=rate,
        answers=len(waits),
        p50_ms=round(cuts[49], 1),
        p95_ms=round(cuts[94], 1),
        p99_ms=round(cuts[98], 1),
        worst_ms=round(max(waits), 1),
        accepted_to_answer_ms=round(1_000 * total / len(spoken), 1),
        loop_lag_p99_ms=share(list(lags), 99),
        group_messages=int(rate * seconds) // 3,
    )


if __name__ == "__main__":
    main()
