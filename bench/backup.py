"""What a backup and a restore take, and how much memory they need for any number of rows.

``python -m bench.backup [--messages 1000000]``

Messages of the length that people write, with their threads and events, on an embedded PostgreSQL
with full durability. The memory is that of the process itself, above what it had before: it may
not grow with the rows.
"""

import argparse
import asyncio
import json
import resource
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import asyncpg
from rich.console import Console
from rich.table import Table

from storage.backup.restoring import restore_backup
from storage.backup.taking import take_backup
from storage.backup.writing import whole_file
from storage.embedded import embedded_postgres
from storage.migrations.run import migrate
from storage.settings import StorageSettings

RESULTS = Path(__file__).resolve().parent / "results" / "backup.json"

# Of words in no order: text that repeats itself would compress too well.
ROWS = """
WITH tenant AS (INSERT INTO tenants (name) VALUES ('bench') RETURNING id),
known AS (
    INSERT INTO groups (tenant_id, telegram_id, kind, title, time_zone)
    SELECT id, -1, 'supergroup', 'Bench', 'UTC' FROM tenant RETURNING tenant_id, id
),
said AS (
    INSERT INTO group_messages (tenant_id, group_id, message_id, sent_at, edit_version, kind,
        author_id, author_name, text, thread_id, link_reason, link_score)
    SELECT tenant_id, id, number, now() - number * interval '10 s', 0, 'text',
        'user' || number % 50, 'Name ' || number % 50,
        (SELECT string_agg(substr(md5(word::text || number), 1, 3 + word % 6), ' ')
            FROM generate_series(1, 12) AS word),
        number, 'root', 1
    FROM known, generate_series(1, $1::integer) AS number
    RETURNING tenant_id, group_id, message_id, sent_at
),
threads AS (
    INSERT INTO group_threads
    SELECT tenant_id, group_id, message_id, sent_at, sent_at, 1 FROM said
)
INSERT INTO events (tenant_id, name, key, payload)
SELECT tenant_id, 'group.message.ingested.v1', message_id::text,
    jsonb_build_object('message_id', message_id, 'edit_version', 0)
FROM said
"""


@dataclass(frozen=True, slots=True)
class Measured:
    what: str
    seconds: float
    rows_per_second: int
    mb_per_second: float
    """Of the rows as text."""
    memory_mb: int
    """What the process took beyond what it had."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as folder:
        rows, note = asyncio.run(measure(Path(folder), given.messages))
    table = Table("", "seconds", "rows/s", "MB/s", "memory, MB", title=note)
    for row in rows:
        table.add_row(
            row.what,
            str(row.seconds),
            f"{row.rows_per_second:,}",
            str(row.mb_per_second),
            str(row.memory_mb),
        )
    Console().print(table)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    report = {"note": note, "rows": [asdict(row) for row in rows]}
    RESULTS.write_text(json.dumps(report, indent=2), encoding="utf-8")


async def measure(folder: Path, messages: int) -> tuple[list[Measured], str]:
    original, fresh = (_settings(folder / name) for name in ("original", "fresh"))
    archive = folder / "backup.tar"
    async with embedded_postgres(original.alfred_home) as server:
        await fill(server.dsn(), messages)
        with whole_file(archive) as stream:
            clock = Clock()
            taken = await take_backup(
                original, stream, alfred="bench", sessions=False, moved=silently
            )
            backing = clock.stopped("backup", taken.manifest.rows, taken.content)
    clock = Clock()
    await restore_backup(fresh, archive, replace=False, resume_work=True, moved=silently)
    restoring = clock.stopped("restore", taken.manifest.rows, taken.content)
    note = (
        f"{taken.manifest.rows:,} rows, {taken.content / 1e6:,.0f} MB,"
        f" {taken.size / 1e6:,.0f} MB in the archive"
    )
    return [backing, restoring], note


class Clock:
    def __init__(self) -> None:
        self._began, self._had = time.perf_counter(), _peak()

    def stopped(self, what: str, rows: int, content: int) -> Measured:
        seconds = time.perf_counter() - self._began
        return Measured(
            what,
            round(seconds, 1),
            round(rows / seconds),
            round(content / seconds / 1e6, 1),
            round((_peak() - self._had) / 1e6),
        )


async def fill(dsn: str, messages: int) -> None:
    await migrate(dsn)
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(ROWS, messages)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


def silently(_part: str, _size: int) -> None:
    """Nobody looks how far it is."""


def _settings(home: Path) -> StorageSettings:
    return StorageSettings(
        _env_file=None,
        alfred_home=home,
        database_url=None,
        migrations_database_url=None,
        mongodb_url=None,
    )


def _peak() -> int:
    """Bytes; Linux counts kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024


if __name__ == "__main__":
    main()
