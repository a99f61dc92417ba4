from collections.abc import Sequence

import asyncpg

from pipeline.ingest.models import ReadingAccount, TenantId
from storage.postgres.connection import Pool
from storage.postgres.errors import translated
from storage.postgres.tenant import tenant_transaction

_ALL = "SELECT tenant_id, telegram_user_id, connected_at, lost FROM all_reading_accounts()"

_OF_TENANT = """
SELECT tenant_id, telegram_user_id, connected_at, lost FROM reading_accounts WHERE tenant_id = $1
"""

_ADD = """
INSERT INTO reading_accounts (tenant_id, telegram_user_id) VALUES ($1, $2)
ON CONFLICT (tenant_id) DO UPDATE
SET telegram_user_id = excluded.telegram_user_id, connected_at = now(), lost = NULL
RETURNING tenant_id, telegram_user_id, connected_at, lost
"""

_LOSE = "UPDATE reading_accounts SET lost = $2 WHERE tenant_id = $1"

_REMOVE = "DELETE FROM reading_accounts WHERE tenant_id = $1 RETURNING tenant_id"


class Accounts:
    """The port ``ReadingAccounts``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def all(self) -> Sequence[ReadingAccount]:
        with translated():
            rows = await self._pool.fetch(_ALL)
        return [_account(row) for row in rows]

    async def of_tenant(self, tenant: TenantId) -> ReadingAccount | None:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_OF_TENANT, tenant)
        return None if row is None else _account(row)

    async def add(self, tenant: TenantId, telegram_user_id: int) -> ReadingAccount:
        async with tenant_transaction(self._pool, tenant) as connection:
            [row] = await connection.fetch(_ADD, tenant, telegram_user_id)
        return _account(row)

    async def lose(self, tenant: TenantId, reason: str) -> None:
        """See the port; an account that was removed meanwhile has nothing left to lose."""
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_LOSE, tenant, reason)

    async def remove(self, tenant: TenantId) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await connection.fetchval(_REMOVE, tenant) is not None


def _account(row: asyncpg.Record) -> ReadingAccount:
    return ReadingAccount(
        tenant=TenantId(row["tenant_id"]),
        telegram_user_id=row["telegram_user_id"],
        connected_at=row["connected_at"],
        lost=row["lost"],
    )
