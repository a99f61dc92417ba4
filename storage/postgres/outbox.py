"""Events and the jobs that carry them, written by the transaction that made them happen."""

from collections.abc import Collection, Sequence
from itertools import groupby
from operator import attrgetter

from pipeline.events.models import Event
from pipeline.ingest.models import TenantId
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import translated
from storage.postgres.queue import NewJob, enqueue, pack_one
from storage.postgres.tenant import become

# An event of an order belongs to who placed it, whichever run or job came upon it.
_APPEND = """
INSERT INTO events (tenant_id, name, key, payload, correlation)
SELECT new.*, coalesce(
    (SELECT correlation FROM digest_orders WHERE id = (new.payload ->> 'order_id')::bigint),
    nullif(current_setting('app.correlation', true), '')::uuid)
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::jsonb[])
    AS new (tenant_id, name, key, payload)
ON CONFLICT (name, key) DO NOTHING
RETURNING name, key, correlation
"""
_APPEND_OF_MANY = "SELECT name, key, correlation FROM append_events($1, $2, $3, $4)"


class Outbox:
    """Appends events to the audit trail and enqueues those that somebody consumes.

    Args:
        consumed: Names of the events that have a consumer, in this process or another. A job that
            nobody consumes would stay in the queue for ever, so no other event becomes one.
    """

    def __init__(self, consumed: Collection[str] = ()) -> None:
        self._consumed = frozenset(consumed)

    def carries(self, event: type[Event]) -> bool:
        return event.name in self._consumed

    async def append(self, connection: Connection, events: Sequence[Event]) -> None:
        """Write the events that are new, in the caller's transaction and for its tenant."""
        await self._append(_APPEND, connection, events)

    async def append_of_many(self, connection: Connection, events: Sequence[Event]) -> None:
        """The same for the tenants that the events name, whichever is the current one."""
        await self._append(_APPEND_OF_MANY, connection, events)

    async def _append(self, query: str, connection: Connection, events: Sequence[Event]) -> None:
        distinct = {(event.name, event.key): event for event in events}
        if not distinct:
            return
        rows = await connection.fetch(
            query,
            [event.tenant_id for event in distinct.values()],
            [event.name for event in distinct.values()],
            [event.key for event in distinct.values()],
            [event.model_dump_json() for event in distinct.values()],
        )
        new = {(row["name"], row["key"]): row["correlation"] for row in rows}
        await enqueue(
            connection,
            [
                NewJob(event.name, event.tenant_id, pack_one(event), event.key, new[identity])
                for identity, event in distinct.items()
                if identity in new and event.name in self._consumed
            ],
        )


class Events:
    """The port ``EventLog``."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool = pool
        self._outbox = outbox

    async def publish(self, events: Sequence[Event]) -> None:
        with translated():
            async with self._pool.acquire() as connection, connection.transaction():
                for tenant, group in groupby(events, attrgetter("tenant_id")):
                    await become(connection, TenantId(tenant))
                    await self._outbox.append(connection, list(group))
