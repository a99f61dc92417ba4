from collections.abc import Sequence
from operator import attrgetter

import asyncpg
from pydantic import SecretStr

from pipeline.ingest.models import TenantId
from pipeline.webhooks.models import Endpoint, EndpointId
from storage.postgres.connection import Pool
from storage.postgres.errors import NotFoundError
from storage.postgres.tenant import tenant_transaction

_ADD = """
INSERT INTO webhook_endpoints (tenant_id, url, secret) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, url) DO UPDATE SET secret = excluded.secret
RETURNING id, tenant_id, url, secret
"""

_GET = """
SELECT id, tenant_id, url, secret FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2
"""

_OF_TENANT = """
SELECT id, tenant_id, url, secret FROM webhook_endpoints
WHERE tenant_id = $1 ORDER BY url
"""

_REMOVE = "DELETE FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2 RETURNING id"


class WebhookEndpoints:
    """The port ``Endpoints``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, tenant: TenantId, url: str, secret: SecretStr) -> Endpoint:
        async with tenant_transaction(self._pool, tenant) as connection:
            [row] = await connection.fetch(_ADD, tenant, url, secret.get_secret_value())
        return _endpoint(row)

    async def get(self, tenant: TenantId, endpoint: EndpointId) -> Endpoint:
        """See the port.

        Raises:
            NotFoundError: The tenant has no such endpoint.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_GET, tenant, endpoint)
        if row is None:
            raise NotFoundError(f"this tenant has no webhook endpoint {endpoint}")
        return _endpoint(row)

    async def of_tenant(self, tenant: TenantId) -> Sequence[Endpoint]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_OF_TENANT, tenant)
        return sorted(map(_endpoint, rows), key=attrgetter("id"))

    async def remove(self, tenant: TenantId, endpoint: EndpointId) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await connection.fetchval(_REMOVE, tenant, endpoint) is not None


def _endpoint(row: asyncpg.Record) -> Endpoint:
    return Endpoint(
        id=EndpointId(row["id"]),
        tenant=TenantId(row["tenant_id"]),
        url=row["url"],
        secret=SecretStr(row["secret"]),
    )
