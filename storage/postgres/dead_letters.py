"""What no attempt could handle, kept for the operator."""

from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg

from pipeline.delivery.models import DeadLetter
from pipeline.events.orders import DigestDeliveryDue
from pipeline.ingest.models import TenantId
from pipeline.orders.dropping import left_by
from storage.postgres import order_rows
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import translated
from storage.postgres.outbox import Outbox
from storage.postgres.queue import NewJob, enqueue, pack_one
from storage.postgres.reopening import events_of, reopen_orders
from storage.postgres.settling import settle_left
from storage.postgres.tenant import tenant_transaction

_ADD = """
INSERT INTO dead_letters (tenant_id, event, key, payload, error, attempts)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, event, key) DO UPDATE
SET payload = $4, error = $5, attempts = $6, died_at = now(), told_at = NULL
RETURNING id
"""

_SINCE = """
SELECT id, tenant_id, '' AS tenant_name, event, key, error, attempts, died_at
FROM dead_letters WHERE died_at >= $1 ORDER BY id
"""

_COUNT = "SELECT total FROM count_dead_letters()"
_LATEST = "SELECT * FROM latest_dead_letters($1, $2)"
_FIND = "SELECT * FROM find_dead_letter($1)"

_TAKE = "DELETE FROM dead_letters WHERE id = $1 RETURNING event, payload, correlation"

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class DeadLetters:
    """The port ``DeadLetters``."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool = pool
        self._outbox = outbox

    async def since(self, tenant: TenantId, moment: datetime = _EVER) -> Sequence[DeadLetter]:
        """The tenant's dead letters from a moment of the database's clock on, oldest first."""
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_SINCE, moment)
        return [_letter(row) for row in rows]

    async def count(self) -> int:
        with translated():
            total: int = await self._pool.fetchval(_COUNT)
        return total

    async def latest(self, *, skip: int = 0, limit: int) -> Sequence[DeadLetter]:
        with translated():
            rows = await self._pool.fetch(_LATEST, skip, limit)
        return [_letter(row) for row in rows]

    async def find(self, letter: int) -> DeadLetter | None:
        with translated():
            row = await self._pool.fetchrow(_FIND, letter)
        return None if row is None else _letter(row)

    async def replay(self, tenant: TenantId, letter: int) -> bool:
        """See the port.

        The job gets no key: that of the one that died is taken until its worker has let go of it.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_TAKE, letter)
            if row is None:
                return False
            event, payload = row["event"], row["payload"].encode()
            reopened = await reopen_orders(connection, event, payload)
            pursued = () if event == DigestDeliveryDue.name else order_rows.ordered(reopened)
            correlation = row["correlation"]
            jobs = [
                NewJob(each.name, tenant, pack_one(each), correlation=correlation)
                for each in pursued
            ]
            again = NewJob(event, tenant, payload, correlation=correlation)
            await enqueue(connection, jobs or [again])
        return True

    async def drop(self, tenant: TenantId, letter: int) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_TAKE, letter)
            if row is None:
                return False
            for event in events_of(row["event"], row["payload"].encode()):
                if (left := left_by(event)) is not None:
                    await settle_left(connection, self._outbox, left)
        return True


async def bury(
    connection: Connection,
    tenant: TenantId,
    event: str,
    key: str,
    payload: bytes,
    error: str,
    attempts: int,
) -> int:
    """Write or renew a dead letter in the caller's transaction; return its number.

    Args:
        connection: In a transaction of the tenant.
        tenant: Whose it is.
        event: Name of the event.
        key: The event's key; of several, the first's and the last's.
        payload: The job's payload, from which it can be enqueued again.
        error: In our words, never a driver's with data in it.
        attempts: How often it was tried.
    """
    number: int = await connection.fetchval(
        _ADD, tenant, event, key, payload.decode(), error, attempts
    )
    return number


def _letter(row: asyncpg.Record) -> DeadLetter:
    return DeadLetter(
        id=row["id"],
        event=row["event"],
        key=row["key"],
        error=row["error"],
        attempts=row["attempts"],
        tenant=TenantId(row["tenant_id"]),
        died_at=row["died_at"],
        tenant_name=row["tenant_name"],
    )
