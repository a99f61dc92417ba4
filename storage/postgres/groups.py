from pipeline.ingest.models import Chat, GroupId, TenantId
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import NotFoundError, translated
from storage.postgres.tenant import tenant_transaction

_FIND_TENANT = "SELECT id FROM find_tenant($1)"
_TENANT_EXISTS = "SELECT EXISTS (SELECT FROM tenant_of_number($1))"
_ENSURE_TENANT = "SELECT ensure_tenant($1)"

_ENSURE = """
INSERT INTO groups AS known (tenant_id, telegram_id, kind, title, username, time_zone)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, telegram_id) DO UPDATE
SET kind = $3, title = $4, username = $5, time_zone = $6
RETURNING id
"""

_LOCK = "SELECT id, migrated_from FROM groups WHERE id = $1 FOR NO KEY UPDATE"


class Tenants:
    """The port ``TenantDirectory``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, name: str) -> TenantId | None:
        with translated():
            found = await self._pool.fetchval(_FIND_TENANT, name)
        return None if found is None else TenantId(found)

    async def exists(self, number: int) -> bool:
        """Whether a tenant has this number; operators name tenants by theirs."""
        with translated():
            return bool(await self._pool.fetchval(_TENANT_EXISTS, number))

    async def ensure(self, name: str) -> TenantId:
        with translated():
            async with self._pool.acquire() as connection:
                return await ensure_tenant(connection, name)


class Groups:
    """The port ``GroupDirectory``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def ensure(self, tenant: TenantId, chat: Chat, *, time_zone: str) -> GroupId:
        async with tenant_transaction(self._pool, tenant) as connection:
            return GroupId(
                await connection.fetchval(
                    _ENSURE,
                    tenant,
                    chat.telegram_id,
                    chat.kind.value,
                    chat.title,
                    chat.username,
                    time_zone,
                )
            )


async def ensure_tenant(connection: Connection, name: str) -> TenantId:
    """Find or add the tenant, whichever is the current one."""
    return TenantId(await connection.fetchval(_ENSURE_TENANT, name))


async def lock_group(connection: Connection, group: GroupId) -> int | None:
    """Let writers of one group take turns until the end of the transaction.

    Returns:
        The basic group that it was before it became a supergroup.

    Raises:
        NotFoundError: The tenant has no such group.
    """
    row = await connection.fetchrow(_LOCK, group)
    if row is None:
        raise _unknown(group)
    former_chat: int | None = row["migrated_from"]
    return former_chat


def _unknown(group: GroupId) -> NotFoundError:
    return NotFoundError(f"this tenant has no group {group}")
