"""What gates cost: those who ask for them, and those whose messages they watch.

``python -m bench.gates [--receipts 1000000]``

A tenth of the receipts is of the last 15 minutes, which the gates of ``chat_v11`` look back at.
Those of ``digest_agent`` look back at a day of each group, with 100 messages and six digests.
Both are asked for by the service and, as by an operator, with psql's defaults. Then messages are
accepted in batches of 100, with the trigger that watches their order and without it.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import asyncpg
from rich.console import Console
from rich.table import Table

from pipeline.conversation.models import EntryKey, Incoming
from pipeline.rollout.models import Feature
from storage.embedded import embedded_postgres
from storage.migrations.run import migrate
from storage.postgres.connection import Connection
from storage.postgres.database import Database, open_database

RESULTS = Path(__file__).resolve().parent / "results" / "gates.json"
ROUNDS = 20
BATCH, BATCHES, TURNS = 100, 400, 20
GOAL_MS = 200.0

# Nine in ten are of the month before the span.
RECEIPTS = """
INSERT INTO conversation_ledger (
    actor, device, client_seq, chat, attempts, accepted_at, receipt_at, kind, reply)
SELECT '1', 'telegram', number, '1', 0, accepted, accepted + number % 1500 * interval '1 ms',
    'reply', number::text
FROM generate_series(1, $1::integer) AS number,
    LATERAL (SELECT now() - CASE
        WHEN number <= 0.9 * $1 THEN interval '15 minutes'
            + interval '30 days' * (1 - number / (0.9 * $1))
        ELSE interval '14 minutes' * (1 - (number - 0.9 * $1) / (0.1 * $1)) END
    ) AS moment (accepted)
"""
# Groups that the bot reads, each with a day of talk, six pushes, and a digest of every one.
DIGESTS = """
WITH tenant AS (INSERT INTO tenants (name) VALUES ('bench') RETURNING id),
known AS (
    INSERT INTO groups (tenant_id, telegram_id, kind, title, time_zone, readers)
    SELECT id, -number, 'supergroup', 'Bench', 'UTC', '{bot}'
    FROM tenant, generate_series(1, $1::integer) AS number
    RETURNING tenant_id, id
),
said AS (
    INSERT INTO group_messages (tenant_id, group_id, message_id, sent_at, edit_version, kind,
        author_id, author_name, text)
    SELECT tenant_id, id, number, now() - number * interval '14 minutes', 0, 'text', 'a', 'n', 't'
    FROM known, generate_series(1, 100) AS number
),
cut AS (
    INSERT INTO group_conversation_windows (tenant_id, group_id, size_hours, starts_at, ends_at)
    SELECT tenant_id, id, 4, now() - number * interval '4 hours',
        now() - (number - 1) * interval '4 hours'
    FROM known, generate_series(1, 6) AS number
    RETURNING tenant_id, group_id, id, ends_at
),
made AS (
    INSERT INTO group_digests (tenant_id, group_id, size_hours, window_ends_at, window_id,
        version, fingerprint, language, engine, delivery_status, quality_score,
        statements_verified, statements_total, content_hash, tokens, seconds, run_id, digest,
        people, created_at)
    SELECT tenant_id, group_id, 4, ends_at, id, 1, 'f', 'ru', 'rules', 'sent', 0.9, 1, 1, 'h', 0,
        1, 'r', '{}', '{}', ends_at
    FROM cut RETURNING tenant_id, group_id, window_id, id, created_at
),
judged AS (
    INSERT INTO group_digest_metrics (tenant_id, digest_id, metric, value)
    SELECT tenant_id, id, metric, 0.9
    FROM made, unnest(ARRAY['faithfulness', 'relevance', 'completeness', 'coherence']) AS metric
),
sent AS (
    INSERT INTO delivery_ledger (tenant_id, digest_id, chunk, chat, content_hash, state, sent_at)
    SELECT tenant_id, id, 0, '1', 'h', 'sent', created_at FROM made
)
INSERT INTO digest_orders (tenant_id, group_id, window_id, via, chat_id, thread_id, language,
    engine, subscription_id, slot, state, digest_id, created_at, settled_at)
SELECT tenant_id, group_id, window_id, 'chat', 1, 0, 'ru', 'rules', window_id, '1', 'delivered',
    id, created_at, created_at + interval '9 seconds'
FROM made
"""
_TRIGGER = "ALTER TABLE conversation_ledger {} TRIGGER read_back"


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    median_ms: float
    worst_ms: float
    goal: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, default=1_000_000)
    parser.add_argument("--groups", type=int, default=2_000)
    given = parser.parse_args()
    rows = asyncio.run(measure(given.receipts, given.groups))
    table = Table("", "median, ms", "worst, ms", "goal")
    for row in rows:
        table.add_row(row.what, str(row.median_ms), str(row.worst_ms), row.goal)
    Console().print(table)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2), encoding="utf-8")


async def measure(receipts: int, groups: int) -> list[Measured]:
    async with opened() as (database, owner):
        await fill(owner, receipts, groups)
        rollouts, goal = database.rollouts, f"< {GOAL_MS:.0f}"
        rows = [
            measured(
                f"{feature}, {seen}, by the {who}",
                await timed(ROUNDS, asking),
                goal,
            )
            for feature, seen in (
                (Feature.CHAT_V11, f"{receipts:,} receipts"),
                (Feature.DIGEST_AGENT, f"{groups:,} groups"),
            )
            for who, asking in (
                ("service", lambda feature=feature: rollouts.gates(feature)),
                ("operator", lambda feature=feature: by_hand(owner, feature)),
            )
        ]
        rows += await watched(database, owner)
    return rows


async def watched(database: Database, owner: Connection) -> list[Measured]:
    """With the trigger and without it in turn, so that the machine's moods fall on both."""
    accepting = Accepting(database)
    taken: dict[str, list[float]] = {"DISABLE": [], "ENABLE": []}
    for _ in range(TURNS):
        for state, found in taken.items():
            await owner.execute(_TRIGGER.format(state))
            found += await timed(BATCHES // TURNS, accepting)
    return [
        measured(f"accepting {BATCH}, trigger {state.lower()}d", found, "-")
        for state, found in taken.items()
    ]


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Database, Connection]]:
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as home:
        async with embedded_postgres(Path(home) / "home") as server:
            await migrate(server.dsn())
            owner = await asyncpg.connect(server.dsn())
            async with open_database(server.dsn(user="alfred_service"), ()) as database:
                yield database, owner
            await owner.close()


async def fill(owner: Connection, receipts: int, groups: int) -> None:
    async with owner.transaction():
        await owner.execute("SET LOCAL session_replication_role = replica")
        await owner.execute(RECEIPTS, receipts)
        await owner.execute(DIGESTS, groups)
    await owner.execute("INSERT INTO recoveries (kind, source) VALUES ('session', 'bot')")
    await owner.execute("ANALYZE")  # what the server does itself within a minute


async def by_hand(owner: Connection, feature: Feature) -> None:
    await owner.fetch("SELECT * FROM rollout_gates($1)", feature)


class Accepting:
    """New messages of a hundred people, a batch each time."""

    def __init__(self, database: Database) -> None:
        self._ledger = database.conversation
        self._batch = 0

    async def __call__(self) -> None:
        self._batch += 1
        await self._ledger.accept(
            [
                Incoming(EntryKey(f"p{person}", "telegram", self._batch), "1", b"{}")
                for person in range(BATCH)
            ]
        )


async def timed(rounds: int, asking: Callable[[], Awaitable[object]]) -> list[float]:
    """Milliseconds of each round but the first."""
    found: list[float] = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        await asking()
        found.append(1_000 * (time.perf_counter() - began))
    return found[1:]


def measured(what: str, milliseconds: list[float], goal: str) -> Measured:
    return Measured(what, round(median(milliseconds), 1), round(max(milliseconds), 1), goal)


if __name__ == "__main__":
    main()
