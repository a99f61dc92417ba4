"""Storing messages: ``MessageSink.accept`` against one message at a time and against a bare table.

``python -m bench.ingest [--messages 200000]``

On an embedded PostgreSQL of its own with full durability. The messages are made beforehand, so
that only the sink is measured: rows, their events, the job of each batch, all under row level
security.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import asyncpg
from rich.console import Console
from rich.table import Table

from bench.synthetic import messages
from pipeline.events.groups import GroupMessageIngested
from pipeline.ingest.models import Chat, ChatKind, GroupId, Message, TenantId
from storage.embedded import embedded_postgres
from storage.migrations.run import migrate
from storage.postgres.database import Database, open_database
from storage.postgres.message_rows import columns

RESULTS = Path(__file__).resolve().parent / "results" / "ingest.json"
ONE_BY_ONE = 2_000
"""So many messages are enough to measure the slow way."""

_BARE_TABLE = """
CREATE TEMPORARY TABLE bare (
    message_id bigint PRIMARY KEY, sent_at timestamptz, edit_version bigint, kind text,
    author_id text, author_name text, text text, reply_to bigint, topic_id bigint, details jsonb)
"""
_BARE_INSERT = """
INSERT INTO bare SELECT * FROM unnest(
    $1::bigint[], $2::timestamptz[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::bigint[], $9::bigint[], $10::jsonb[])
"""

Store = Callable[[Sequence[Message]], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    batch: int
    messages: int
    seconds: float
    per_second: int
    times_one_by_one: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000)
    chat = list(messages(parser.parse_args().messages, hours=24 * 365))
    rows = asyncio.run(measure(chat))
    table = Table("", "batch", "messages", "s", "messages/s", "× one by one")
    for row in rows:
        table.add_row(
            row.what,
            f"{row.batch:,}",
            f"{row.messages:,}",
            f"{row.seconds:.2f}",
            f"{row.per_second:,}",
            f"{row.times_one_by_one:.1f}",
        )
    Console().print(table)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2), encoding="utf-8")


async def measure(chat: Sequence[Message]) -> list[Measured]:
    edited = [replace(message, edit_version=1, text=f"{message.text}!") for message in chat]
    async with opened() as (database, tenant, owner):
        slow = await timed(await new_group(database, tenant), chat[:ONE_BY_ONE], 1)
        found = [("new, one by one", 1, ONE_BY_ONE, slow)]
        for size in (500, 2_000, 5_000):
            store = await new_group(database, tenant)
            found.append(("new", size, len(chat), await timed(store, chat, size)))
        found.append(("known, unchanged", 5_000, len(chat), await timed(store, chat, 5_000)))
        found.append(("known, edited", 2_000, len(chat), await timed(store, edited, 2_000)))
        await owner.execute(_BARE_TABLE)
        bare = await timed(lambda batch: owner.execute(_BARE_INSERT, *columns(batch)), chat, 2_000)
        found.append(("a bare table, for comparison", 2_000, len(chat), bare))
    return [
        Measured(
            what=what,
            batch=size,
            messages=count,
            seconds=round(seconds, 3),
            per_second=round(count / seconds),
            times_one_by_one=round(count / seconds / (ONE_BY_ONE / slow), 1),
        )
        for what, size, count, seconds in found
    ]


@asynccontextmanager
async def opened() -> AsyncIterator[
    tuple[Database, TenantId, "asyncpg.Connection[asyncpg.Record]"]
]:
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as home:
        async with embedded_postgres(Path(home) / "home") as server:
            await migrate(server.dsn())
            owner = await asyncpg.connect(server.dsn())
            service = server.dsn(user="alfred_service")
            async with open_database(service, [GroupMessageIngested]) as database:
                yield database, await database.tenants.ensure("bench"), owner
            await owner.close()


async def new_group(database: Database, tenant: TenantId) -> Store:
    """What stores into a group that has no message yet."""
    chat = Chat(telegram_id=-time.time_ns(), kind=ChatKind.SUPERGROUP, title="Bench")
    group: GroupId = await database.groups.ensure(tenant, chat, time_zone="UTC")
    return lambda batch: database.messages.accept(tenant, group, batch)


async def timed(store: Store, chat: Sequence[Message], size: int) -> float:
    began = time.perf_counter()
    for start in range(0, len(chat), size):
        await store(chat[start : start + size])
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
