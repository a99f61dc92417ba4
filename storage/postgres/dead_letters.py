"""What no attempt could handle, kept for the operator."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pipeline.delivery.models import DeadLetter
from pipeline.ingest.models import TenantId
from storage.postgres.connection import Connection, Pool
from storage.postgres.queue import NewJob, enqueue
from storage.postgres.tenant import tenant_transaction

_ADD = """
INSERT INTO dead_letters (tenant_id, event, key, payload, error, attempts)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, event, key) DO UPDATE
SET payload = $4, error = $5, attempts = $6, died_at = now()
"""

_SINCE = """
SELECT id, event, key, error, attempts FROM dead_letters WHERE died_at >= $1 ORDER BY id
"""

_GET = "SELECT id, event, key, error, attempts FROM dead_letters WHERE id = $1"

_TAKE = "DELETE FROM dead_letters WHERE id = $1 RETURNING event, payload"

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class DeadLetters:
    """The port ``DeadLetters``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def since(self, tenant: TenantId, moment: datetime = _EVER) -> Sequence[DeadLetter]:
        """The tenant's dead letters from a moment of the database's clock on, oldest first."""
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_SINCE, moment)
        return [DeadLetter(**row) for row in rows]

    async def get(self, tenant: TenantId, letter: int) -> DeadLetter | None:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_GET, letter)
        return None if row is None else DeadLetter(**row)

    async def replay(self, tenant: TenantId, letter: int) -> bool:
        """See the port.

        The job gets no key: that of the one that died is taken until its worker has let go of it.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_TAKE, letter)
            if row is None:
                return False
            await enqueue(connection, [NewJob(row["event"], tenant, row["payload"].encode())])
        return True

    async def drop(self, tenant: TenantId, letter: int) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await connection.fetchrow(_TAKE, letter) is not None


async def bury(
    connection: Connection,
    tenant: TenantId,
    event: str,
    key: str,
    payload: bytes,
    error: str,
    attempts: int,
) -> None:
    """Write or renew a dead letter in the caller's transaction.

    Args:
        connection: In a transaction of the tenant.
        tenant: Whose it is.
        event: Name of the event.
        key: The event's key; of several, the first's and the last's.
        payload: The job's payload, from which it can be enqueued again.
        error: In our words, never a driver's with data in it.
        attempts: How often it was tried.
    """
    await connection.execute(_ADD, tenant, event, key, payload.decode(), error, attempts)
