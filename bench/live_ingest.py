"""Reading groups live: Telethon's client, our feed and PostgreSQL at a steady rate of messages.

``python -m bench.live_ingest [--rate 2000] [--seconds 30] [--groups 8]``

The stand-in for Telegram runs in a process of its own and pushes in containers, fifty a second.
The database is embedded, with full durability.
"""

import argparse
import asyncio
import json
import resource
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from rich.console import Console
from rich.table import Table

from bench.lag import share, watch
from bench.stand_in import Telegram, running_telegram
from bot.telethon.backfill import BackfillProgress
from bot.telethon.calls import Calls
from bot.telethon.intake import Repairs
from bot.telethon.metrics import IngestMetrics
from bot.telethon.names import Names
from bot.telethon.reader import AccountReader, ReadingPorts
from bot.telethon.session import AccountSession, session_path
from handlers.telethon.feed import Feed
from pipeline.events.groups import GroupMessageIngested
from pipeline.groups.models import PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind, ReadingAccount, TenantId
from storage.embedded import embedded_postgres
from storage.migrations.run import migrate
from storage.postgres.database import Database, open_database
from storage.postgres.errors import DatabaseUnavailableError

RESULTS = Path(__file__).resolve().parent / "results" / "live_ingest.json"
MEMBERS = 40
PATIENCE = 120.0
SETTLED = 2.0
"""Seconds in which what the first difference named is read."""


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    value: float
    goal: str
    met: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=2_000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--groups", type=int, default=8)
    given = parser.parse_args()
    rows = asyncio.run(measure(given.rate, given.seconds, given.groups))
    table = Table("", "measured", "goal", "")
    for row in rows:
        table.add_row(row.what, f"{row.value:,.2f}", row.goal, "✓" if row.met else "✗")
    Console().print(table)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2), encoding="utf-8")


async def measure(rate: int, seconds: int, groups: int) -> list[Measured]:
    count = rate * seconds
    async with opened() as (telegram, database, home):
        tenant = await database.tenants.ensure("bench")
        account = await logged_in(telegram, database, home, tenant)
        chats = await connected_groups(telegram, database, tenant, groups)
        registry = CollectorRegistry()
        reader = opened_reader(account, home, telegram, database, IngestMetrics(registry))
        lags: list[float] = []
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            await until(lambda: reconciled(registry, "start") >= groups)
            await asyncio.sleep(SETTLED)
            before, repaired = stored(registry), repairs(registry)
            watching = tasks.create_task(watch(lags))
            used, began = time.process_time(), time.perf_counter()
            said = await telegram.do("at_rate", groups=chats, rate=rate, count=count)
            await until(lambda: stored(registry) - before >= count)
            took = time.perf_counter() - began
            used = time.process_time() - used
            watching.cancel()
            reading.cancel()
    lag = share(lags, 99)
    repaired = repairs(registry) - repaired
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Measured("messages/s said", round(count / said), f"{rate:,}", count / said >= 0.99 * rate),
        Measured(
            "messages/s stored", round(count / took), f"{rate:,}", count / took >= 0.95 * rate
        ),
        Measured("s from the last said to stored", round(took - said, 2), "< 2", took - said < 2),
        Measured("loop lag p99, ms", lag, "< 50", lag < 50),
        Measured("loop lag worst, ms", share(lags, 100), "-", True),
        Measured("cores of the reading process", round(used / took, 2), "< 1", used < took),
        Measured("repairs by history", repaired, "0", repaired == 0),
        Measured("RSS at its highest, MB", round(memory), "-", True),
    ]


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Telegram, Database, Path]]:
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as folder:
        home = Path(folder) / "home"
        async with running_telegram() as stand_in, embedded_postgres(home) as server:
            await migrate(server.dsn())
            service = server.dsn(user="alfred_service")
            async with open_database(service, [GroupMessageIngested]) as database:
                yield stand_in, database, home


async def logged_in(
    telegram: Telegram, database: Database, home: Path, tenant: TenantId
) -> ReadingAccount:
    ready = telegram.ready
    calls = Calls("login", database.floods, IngestMetrics(CollectorRegistry()))
    client = telegram.clients.open(AccountSession(session_path(home, tenant), Names()), calls)
    await client.connect()
    await client.send_code_request(ready["phone"])
    await client.sign_in(ready["phone"], ready["code"])
    await client.disconnect()
    return await database.accounts.add(tenant, ready["account"])


async def connected_groups(
    telegram: Telegram, database: Database, tenant: TenantId, groups: int
) -> list[int]:
    members = [
        await telegram.do("person", first_name=f"Person {number}") for number in range(MEMBERS)
    ]
    owner = PersonId(telegram.ready["account"])
    await database.people.meet(owner, language="en", time_zone="UTC")
    chats = []
    for number in range(groups):
        title = f"Group {number}"
        chat = await telegram.do("group", title=title, members=[*members, owner])
        await database.group_book.connect(
            tenant,
            Chat(chat, ChatKind.SUPERGROUP, title),
            reader=Reader.ACCOUNT,
            owner=owner,
            time_zone="UTC",
            language="en",
        )
        chats.append(chat)
    return chats


def opened_reader(
    account: ReadingAccount,
    home: Path,
    telegram: Telegram,
    database: Database,
    metrics: IngestMetrics,
) -> AccountReader:
    def intake(tenant: TenantId, names: Names, repairs: Repairs) -> Feed:
        return Feed(
            tenant,
            names,
            repairs,
            sink=database.messages,
            groups=database.group_book,
            metrics=metrics,
            outages=(DatabaseUnavailableError,),
        )

    ports = ReadingPorts(
        database.accounts, database.group_book, database.cursors, database.archive, database.floods
    )
    return AccountReader(account, home, telegram.clients, ports, intake, metrics, ignored)


async def ignored(progress: BackfillProgress) -> None:
    return None


def stored(registry: CollectorRegistry) -> float:
    return registry.get_sample_value("ingest_messages_total", {"source": "account"}) or 0.0


def reconciled(registry: CollectorRegistry, reason: str) -> float:
    return registry.get_sample_value("ingest_reconciliations_total", {"reason": reason}) or 0.0


def repairs(registry: CollectorRegistry) -> float:
    return sum(reconciled(registry, reason) for reason in ("gap", "overflow", "too_long"))


async def until(condition: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - counters tell nobody
            await asyncio.sleep(0.02)


if __name__ == "__main__":
    main()
