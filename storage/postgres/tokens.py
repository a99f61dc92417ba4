from collections.abc import Sequence

import asyncpg

from pipeline.access.models import ApiToken, TokenId
from pipeline.groups.models import Scope
from pipeline.ingest.models import TenantId
from storage.postgres.connection import Pool
from storage.postgres.errors import translated
from storage.postgres.tenant import tenant_transaction

_ADD = """
INSERT INTO api_tokens (tenant_id, token_hash, scopes, label) VALUES ($1, $2, $3, $4)
RETURNING id, tenant_id, scopes, label, created_at, revoked_at
"""

# The tenant is what the token tells, so this is asked before there is one.
_FIND = """
SELECT id, tenant_id, scopes, label, created_at, NULL AS revoked_at FROM find_api_token($1)
"""

_OF_TENANT = """
SELECT id, tenant_id, scopes, label, created_at, revoked_at FROM api_tokens
WHERE tenant_id = $1 ORDER BY created_at, id
"""

_REVOKE = """
UPDATE api_tokens SET revoked_at = now()
WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL
RETURNING id
"""


class Tokens:
    """The port ``ApiTokens``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(
        self, tenant: TenantId, token_hash: bytes, scopes: frozenset[Scope], label: str
    ) -> ApiToken:
        async with tenant_transaction(self._pool, tenant) as connection:
            [row] = await connection.fetch(_ADD, tenant, token_hash, sorted(scopes), label)
        return _token(row)

    async def find(self, token_hash: bytes) -> ApiToken | None:
        with translated():
            row = await self._pool.fetchrow(_FIND, token_hash)
        return None if row is None else _token(row)

    async def of_tenant(self, tenant: TenantId) -> Sequence[ApiToken]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_OF_TENANT, tenant)
        return [_token(row) for row in rows]

    async def revoke(self, tenant: TenantId, token: TokenId) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await connection.fetchval(_REVOKE, tenant, token) is not None


def _token(row: asyncpg.Record) -> ApiToken:
    return ApiToken(
        id=TokenId(row["id"]),
        tenant=TenantId(row["tenant_id"]),
        scopes=frozenset(map(Scope, row["scopes"])),
        label=row["label"],
        created_at=row["created_at"],
        revoked_at=row["revoked_at"],
    )
