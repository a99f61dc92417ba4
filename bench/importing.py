"""From the file to linked messages: the import of an export, then the thread builder.

``python -m bench.importing [--sizes 10000,100000]``

Each size in a process of its own, on an embedded PostgreSQL of its own with full durability: the
rates of reading and storing together, of thread building, and of both after each other; the peak
memory of our process, which must not grow with the export.
"""

import argparse
import asyncio
import json
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.synthetic import write_export
from handlers.cli.import_export import TURN_SECONDS, import_export
from handlers.export.reader import open_export
from pipeline.threads.linking import link_new_messages
from pipeline.threads.settings import ThreadSettings
from storage.embedded import embedded_postgres
from storage.migrations.run import migrate
from storage.postgres.database import open_database

RESULTS = Path(__file__).resolve().parent / "results" / "importing.json"
PER_HOUR = 50
"""Messages an hour: a busy group."""


@dataclass(frozen=True, slots=True)
class Measured:
    messages: int
    import_per_second: int
    link_per_second: int
    both_per_second: int
    peak_mb: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    rows = [in_own_process(size) for size in sizes]
    table = Table("messages", "import/s", "linking/s", "both/s", "peak MB")
    for row in rows:
        table.add_row(*(f"{value:,}" for value in asdict(row).values()))
    Console().print(table)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2))


def in_own_process(count: int) -> Measured:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, count).result()


def measure(count: int) -> Measured:
    sys.setswitchinterval(TURN_SECONDS)
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as folder:
        path = Path(folder) / "result.json"
        write_export(path, count, hours=count / PER_HOUR)
        imported, linked = asyncio.run(_walk(path, Path(folder) / "home"))
    return Measured(
        messages=count,
        import_per_second=round(count / imported),
        link_per_second=round(count / linked),
        both_per_second=round(count / (imported + linked)),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


async def _walk(path: Path, home: Path) -> tuple[float, float]:
    async with embedded_postgres(home) as server:
        await migrate(server.dsn())
        async with open_database(server.dsn(user="alfred_service"), ()) as db:
            export = open_export(path, None, UTC)
            tenant = await db.tenants.ensure("bench")
            group = await db.groups.ensure(tenant, export.chat, time_zone="UTC")
            began = time.perf_counter()
            await import_export(export, db.messages, tenant, group, lambda _: None)
            imported = time.perf_counter()
            await link_new_messages(db.threads, tenant, group, ThreadSettings())
            return imported - began, time.perf_counter() - imported


if __name__ == "__main__":
    main()
