from pipeline.ingest.models import Chat, GroupId, TenantId
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import NotFoundError, translated
from storage.postgres.tenant import tenant_transaction

_ENSURE_TENANT = "SELECT ensure_tenant($1)"

_ENSURE = """
INSERT INTO groups AS known (tenant_id, telegram_id, kind, title, username, time_zone)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, telegram_id) DO UPDATE
SET kind = $3, title = $4, username = $5, time_zone = $6
RETURNING id
"""

_LOCK = "SELECT id FROM groups WHERE id = $1 FOR NO KEY UPDATE"


class Tenants:
    """The port ``TenantDirectory``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def ensure(self, name: str) -> TenantId:
        with translated():
            return TenantId(await self._pool.fetchval(_ENSURE_TENANT, name))


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


async def lock_group(connection: Connection, group: GroupId) -> None:
    """Let writers of one group take turns until the end of the transaction.

    Raises:
        NotFoundError: The tenant has no such group.
    """
    if await connection.fetchval(_LOCK, group) is None:
        raise NotFoundError(f"this tenant has no group {group}")
