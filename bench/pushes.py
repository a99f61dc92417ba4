"""Pushes that are due at one minute: until all are ordered, and how fast they then go out.

``python -m bench.pushes [--pushes 10000] [--deliveries 300]``

Subscriptions are claimed by the scheduler's own code on an embedded PostgreSQL, many to a tenant
and one to a tenant. A push is started when its order is written and announced to the queue. What
goes out afterwards is bound by Telegram's limits, which the stand-in for the Bot API enforces, in
a process of its own.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from prometheus_client import CollectorRegistry
from rich.console import Console
from rich.table import Table

from bench.lag import share, watch
from bench.push_delivery import CONSUMED, Delivered, deliver
from pipeline.schedules.settings import ScheduleSettings
from scheduler.metrics import ScheduleMetrics
from scheduler.pushes import DuePushes
from storage.embedded import embedded_postgres
from storage.migrations.run import migrate
from storage.postgres.connection import Connection
from storage.postgres.database import Database, open_database

RESULTS = Path(__file__).resolve().parent / "results" / "pushes.json"
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
STARTED_SECONDS = 10.0
LAG_MS = 50.0
PER_SECOND = 30
"""What Telegram takes of a bot (core.telegram.org/bots/faq)."""
SLOWEST = 25
"""Messages a second that make use of it."""

# Ten people to a group; as many groups to a tenant as that makes.
_SEED = """
WITH owner AS (
    INSERT INTO tenants (name) SELECT concat($1::text, ' ', number)
    FROM generate_series(1, $2::integer) AS number
    RETURNING id
),
known AS (
    INSERT INTO groups (tenant_id, telegram_id, kind, title, time_zone)
    SELECT id, -number, 'supergroup', 'Bench', 'UTC'
    FROM owner, generate_series(1, greatest($3::integer / 10, 1)) AS number
    RETURNING tenant_id, id
)
INSERT INTO subscriptions (tenant_id, group_id, person_id, via, chat_id, thread_id, language,
    rhythm, size_hours, at, weekdays, time_zone, next_due_at)
SELECT tenant_id, id, person, 'chat', person, 0, 'ru', 'daily', 24, '09:00',
    '{0,1,2,3,4,5,6}', 'UTC', $4
FROM known, generate_series(1, least(10, $3)) AS person
"""
_PUSHED = "SELECT count(*) FROM digest_orders WHERE state = 'waiting'"
_UNANNOUNCED = """
SELECT count(*) FROM (SELECT DISTINCT window_id FROM digest_orders) AS ordered
WHERE NOT EXISTS (
    SELECT FROM pgqueuer JOIN digest_orders AS first
        ON dedupe_key = 'digest.ordered.v1:' || first.id
    WHERE first.window_id = ordered.window_id)
"""
_CLEAR = "TRUNCATE subscriptions, digest_orders, pgqueuer"


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    value: float
    goal: str
    met: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pushes", type=int, default=10_000)
    parser.add_argument("--deliveries", type=int, default=300)
    given = parser.parse_args()
    rows = asyncio.run(measure(given.pushes, given.deliveries))
    table = Table("tenants × pushes of each", "measured", "goal", "")
    for row in rows:
        table.add_row(row.what, f"{row.value:,.2f}", row.goal, "✓" if row.met else "✗")
    Console().print(table)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2), encoding="utf-8")


async def measure(pushes: int, deliveries: int) -> list[Measured]:
    rows: list[Measured] = []
    async with opened() as (database, owner):
        for tenants, each in ((100, pushes // 100), (pushes, 1), (1, pushes)):
            rows += await started(database, owner, tenants, each)
        rows += went_out(await deliver(database, deliveries), deliveries)
    return rows


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Database, Connection]]:
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as home:
        async with embedded_postgres(Path(home) / "home") as server:
            await migrate(server.dsn())
            owner = await asyncpg.connect(server.dsn())
            async with open_database(server.dsn(user="alfred_service"), CONSUMED) as database:
                yield database, owner
            await owner.close()


async def started(
    database: Database, owner: Connection, tenants: int, each: int
) -> list[Measured]:
    """All that is due is turned into orders, by one process."""
    name = f"{tenants:,} × {each:,}"
    await owner.execute(_SEED, name, tenants, each, NINE)
    await owner.execute("VACUUM ANALYZE")
    metrics = ScheduleMetrics(CollectorRegistry())
    push = DuePushes(database.subscriptions, ScheduleSettings(), metrics, clock=lambda: NINE)
    lags: list[float] = []
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(watch(lags))
        used, began = time.process_time(), time.perf_counter()
        claimed = await push()
        took, used = time.perf_counter() - began, time.process_time() - used
        watching.cancel()
    written, lost = await owner.fetchval(_PUSHED), await owner.fetchval(_UNANNOUNCED)
    await owner.execute(_CLEAR)
    if not claimed.pushed == written == tenants * each or lost:
        raise RuntimeError(
            f"{name}: {claimed.pushed} were claimed, {written} are written, {lost} windows with"
            " orders were not announced"
        )
    lag = share(lags, 99)
    goal = f"< {STARTED_SECONDS:.0f}"
    return [
        Measured(f"{name}: s until all are ordered", round(took, 2), goal, took < STARTED_SECONDS),
        Measured(f"{name}: s of the scheduler's CPU", round(used, 2), "-", True),
        Measured(f"{name}: loop lag p99, ms", lag, f"< {LAG_MS:.0f}", lag < LAG_MS),
        Measured(f"{name}: loop lag worst, ms", share(lags, 100), "-", True),
    ]


def went_out(found: Delivered, wanted: int) -> list[Measured]:
    lag = share(found.lags, 99)
    return [
        Measured("delivered pushes", found.orders, f"{wanted:,}", found.orders == wanted),
        Measured(
            "messages/s sent",
            round(found.per_second, 1),
            f"> {SLOWEST}",
            found.per_second > SLOWEST,
        ),
        Measured(
            "messages in the fullest second",
            found.peak,
            f"≤ {PER_SECOND}",
            found.peak <= PER_SECOND,
        ),
        Measured("refused for their rate", found.refused, "0", found.refused == 0),
        Measured("sent twice", found.twice, "0", found.twice == 0),
        Measured("delivering: loop lag p99, ms", lag, f"< {LAG_MS:.0f}", lag < LAG_MS),
    ]


if __name__ == "__main__":
    main()
