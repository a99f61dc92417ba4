"""Every adapter of one Postgres database, on one pool and one outbox."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pipeline.events.models import Event
from storage.postgres.archive import MessageArchive
from storage.postgres.artifacts import Artifacts
from storage.postgres.connection import Pool
from storage.postgres.deliveries import Deliveries
from storage.postgres.digests import Digests
from storage.postgres.groups import Groups, Tenants
from storage.postgres.locks import WindowLocks
from storage.postgres.messages import Messages
from storage.postgres.outbox import Events, Outbox
from storage.postgres.pool import open_pool
from storage.postgres.segments import Segments
from storage.postgres.threads import Threads
from storage.postgres.usage import Usages
from storage.postgres.windows import Windows


@dataclass(frozen=True, slots=True)
class Database:
    pool: Pool
    outbox: Outbox
    tenants: Tenants
    groups: Groups
    messages: Messages
    archive: MessageArchive
    threads: Threads
    windows: Windows
    locks: WindowLocks
    artifacts: Artifacts
    segments: Segments
    usage: Usages
    digests: Digests
    deliveries: Deliveries
    events: Events


@asynccontextmanager
async def open_database(dsn: str, consumed: Collection[type[Event]]) -> AsyncIterator[Database]:
    """Open the pool and make the adapters.

    Args:
        dsn: Of the service's role.
        consumed: The events that have a consumer, in this process or another.
    """
    outbox = Outbox([event.name for event in consumed])
    async with open_pool(dsn) as pool:
        yield Database(
            pool=pool,
            outbox=outbox,
            tenants=Tenants(pool),
            groups=Groups(pool),
            messages=Messages(pool, outbox),
            archive=MessageArchive(pool),
            threads=Threads(pool),
            windows=Windows(pool, outbox),
            locks=WindowLocks(pool),
            artifacts=Artifacts(pool),
            segments=Segments(pool),
            usage=Usages(pool),
            digests=Digests(pool, outbox),
            deliveries=Deliveries(pool),
            events=Events(pool, outbox),
        )
