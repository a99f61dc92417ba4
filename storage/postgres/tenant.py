"""Row level security sees the tenant that these transactions set, and nothing outside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.ingest.models import TenantId
from pipeline.tracing.correlation import current_correlation
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import translated

# true: for this transaction only, so that a pooled connection keeps nothing of it
_SET_TENANT = """
SELECT set_config('app.current_tenant', $1, true), set_config('app.correlation', $2, true)
"""

# In one request, which takes no arguments: nothing but numbers is put into it.
_BEGIN = "BEGIN; SELECT set_config('app.current_tenant', '{:d}', true)"
_AND_FOR = ", set_config('app.correlation', '{:032x}', true)"
_AND_HURRY = ", set_config('synchronous_commit', 'off', true)"


@asynccontextmanager
async def tenant_transaction(
    pool: Pool, tenant: TenantId, *, durable: bool = True
) -> AsyncIterator[Connection]:
    """A transaction on a connection of the pool, in which only the tenant's rows exist.

    The driver does not know of it, and refuses to begin another one inside.

    Args:
        pool: Of the service's role.
        tenant: Whose rows exist.
        durable: If not, it ends before it is on disk, and is forgotten should the server or its
            machine die in the next moment; everybody sees it at once all the same.

    Raises:
        DatabaseUnavailableError: The connection was lost or could not be made.
        DatabaseFullError: There was no room to write.
    """
    begin = _begin(tenant) + ("" if durable else _AND_HURRY)
    with translated():
        async with pool.acquire() as connection, _transaction(connection, begin):
            yield connection


@asynccontextmanager
async def transaction_of(connection: Connection, tenant: TenantId) -> AsyncIterator[None]:
    """The same on a connection that the caller holds, as one does for the locks on it."""
    with translated():
        async with _transaction(connection, _begin(tenant)):
            yield


async def become(connection: Connection, tenant: TenantId) -> None:
    """Set the tenant for the rest of the transaction that the connection is in."""
    correlation = current_correlation()
    await connection.execute(_SET_TENANT, str(tenant), correlation.hex if correlation else "")


def _begin(tenant: TenantId) -> str:
    """Rows that are written get the id of what they are written for, by their defaults."""
    correlation = current_correlation()
    begin = _BEGIN.format(tenant)
    return begin if correlation is None else begin + _AND_FOR.format(correlation.int)


@asynccontextmanager
async def _transaction(connection: Connection, begin: str) -> AsyncIterator[None]:
    """Of one round trip at each end, where the driver's own takes one more to set anything."""
    await connection.execute(begin)
    try:
        yield
    except BaseException:
        await connection.execute("ROLLBACK;")
        raise
    await connection.execute("COMMIT;")
