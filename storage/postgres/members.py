from pipeline.groups.models import PersonId, Scope
from pipeline.ingest.models import TenantId
from storage.postgres.connection import Connection, Pool
from storage.postgres.tenant import tenant_transaction

_SCOPES = "SELECT scopes FROM members WHERE tenant_id = $1 AND telegram_user_id = $2"

_GRANT = """
INSERT INTO members (tenant_id, telegram_user_id, scopes) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, telegram_user_id) DO UPDATE SET scopes = excluded.scopes
"""


class TenantMembers:
    """The port ``Members``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def scopes(self, tenant: TenantId, person: PersonId) -> frozenset[Scope]:
        async with tenant_transaction(self._pool, tenant) as connection:
            found = await connection.fetchval(_SCOPES, tenant, person)
        return frozenset(Scope(scope) for scope in found or ())

    async def grant(self, tenant: TenantId, person: PersonId, scopes: frozenset[Scope]) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await grant_scopes(connection, tenant, person, scopes)


async def grant_scopes(
    connection: Connection, tenant: TenantId, person: PersonId, scopes: frozenset[Scope]
) -> None:
    """Make these the person's scopes, in the caller's transaction."""
    await connection.execute(_GRANT, tenant, person, sorted(scopes))
