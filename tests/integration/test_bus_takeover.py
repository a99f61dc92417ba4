"""What becomes of jobs when a process is killed, or the server stops under it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from pipeline.events.consumers import Consumer, Retry
from pipeline.events.models import Event
from pipeline.events.runs import DigestReadyForDelivery
from storage.bus import open_bus
from storage.bus.worker import RESCUE_SECONDS
from storage.embedded import PostgresServer, embedded_postgres
from storage.migrations.run import migrate
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import DatabaseUnavailableError
from storage.postgres.groups import Tenants
from storage.postgres.outbox import Events, Outbox
from storage.postgres.pool import open_pool
from tests.fixtures.postgres import Database

ROOT = Path(__file__).parents[2]
OUTBOX = Outbox([DigestReadyForDelivery.name])
SOON = RESCUE_SECONDS + 8.0
"""Seconds, fewer than it takes PgQueuer to find a heartbeat stale. The session of a killed worker
may outlive it by a moment: then it is the next rescue that finds its job."""

_WORKER = """
import asyncio, sys
from pipeline.events.consumers import Consumer
from pipeline.events.runs import DigestReadyForDelivery
from storage.bus import open_bus
from storage.postgres.outbox import Outbox
from storage.postgres.pool import open_pool

async def work_for_ever(events):
    print("working", flush=True)
    await asyncio.Event().wait()

async def main():
    consumer = Consumer(DigestReadyForDelivery, work_for_ever)
    async with open_pool(sys.argv[1]) as pool:
        async with open_bus(pool, [consumer], Outbox([DigestReadyForDelivery.name])):
            await asyncio.Event().wait()

asyncio.run(main())
"""


class Seen:
    def __init__(self) -> None:
        self.events: list[Event] = []

    async def __call__(self, events: Sequence[Event]) -> None:
        self.events.extend(events)


async def publish(pool: Pool) -> DigestReadyForDelivery:
    event = DigestReadyForDelivery(
        tenant_id=await Tenants(pool).ensure("default"),
        group_id=1,
        window_id=7,
        digest_id=1,
        content_hash="hash",
        channel="terminal",
    )
    await Events(pool, OUTBOX).publish([event])
    return event


@asynccontextmanager
async def working(dsn: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker in a process of its own, with a job under way."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _WORKER, dsn, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        assert b"working\n" == await process.stdout.readline()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_killed_workers_job_is_done_by_the_next_at_once(
    pool: Pool, database: Database
) -> None:
    seen = Seen()
    event = await publish(pool)
    async with working(database.service_dsn) as process:
        process.kill()

    async with asyncio.timeout(SOON), open_bus(pool, [consumer_of(seen)], OUTBOX) as bus:
        await bus.idle()

    assert [event] == seen.events


async def test_a_job_that_kills_its_worker_each_time_is_buried(
    pool: Pool, database: Database, behind: Connection
) -> None:
    seen = Seen()
    event = await publish(pool)
    async with working(database.service_dsn) as process:
        process.kill()

    async with asyncio.timeout(SOON), open_bus(pool, [consumer_of(seen, 1)], OUTBOX) as bus:
        await bus.idle()
        [letter] = await bus.dead_letters(event.tenant_id)  # type: ignore[arg-type]  # a plain int

    assert [] == seen.events
    assert "DeadlyJobError: its process died with it in the last attempt" == letter.error
    assert 0 == await behind.fetchval("SELECT count(*) FROM pgqueuer")


async def test_a_worker_that_was_only_asked_to_end_leaves_its_job_unharmed(
    pool: Pool, database: Database, behind: Connection
) -> None:
    await publish(pool)
    async with working(database.service_dsn) as process:
        process.send_signal(signal.SIGINT)
        await process.wait()

    [job] = await behind.fetch("SELECT status::text, attempts FROM pgqueuer")
    assert ("queued", 0) == tuple(job)


async def test_a_server_that_stops_ends_the_bus_and_loses_nothing(tmp_path: Path) -> None:
    seen = Seen()
    async with embedded_postgres(tmp_path / "home") as server:
        await migrate(server.dsn())
        with pytest.raises(DatabaseUnavailableError, match="see that it runs"):
            await stop_under_way(server)
    async with (
        embedded_postgres(tmp_path / "home") as server,
        open_pool(server.dsn(user="alfred_service")) as pool,
        asyncio.timeout(SOON),
        open_bus(pool, [consumer_of(seen)], OUTBOX) as bus,
    ):
        await bus.idle()

    assert ["1"] == [event.key for event in seen.events]


async def stop_under_way(server: PostgresServer) -> None:
    started = asyncio.Event()

    async def handle(events: Sequence[Event]) -> None:
        started.set()
        await asyncio.Event().wait()

    consumer = Consumer(DigestReadyForDelivery, handle)
    number = (server.socket_directory / "postmaster.pid").read_text("utf-8").split()[0]
    async with (
        open_pool(server.dsn(user="alfred_service")) as pool,
        open_bus(pool, [consumer], OUTBOX) as bus,
    ):
        await publish(pool)
        await started.wait()
        os.kill(int(number), signal.SIGQUIT)
        await bus.idle()


def consumer_of(seen: Seen, attempts: int = 5) -> Consumer[DigestReadyForDelivery]:
    return Consumer(DigestReadyForDelivery, seen, retry=Retry(attempts=attempts))
