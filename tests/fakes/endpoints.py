from collections.abc import Sequence

from pydantic import SecretStr

from pipeline.ingest.models import TenantId
from pipeline.webhooks.models import Endpoint, EndpointId


class MemoryEndpoints:
    """The port ``Endpoints``."""

    def __init__(self) -> None:
        self._ids: dict[tuple[TenantId, str], EndpointId] = {}
        self._endpoints: dict[tuple[TenantId, EndpointId], Endpoint] = {}

    async def add(self, tenant: TenantId, url: str, secret: SecretStr) -> Endpoint:
        number = self._ids.setdefault((tenant, url), EndpointId(len(self._ids) + 1))
        endpoint = Endpoint(number, tenant, url, secret)
        self._endpoints[tenant, number] = endpoint
        return endpoint

    async def get(self, tenant: TenantId, endpoint: EndpointId) -> Endpoint:
        return self._endpoints[tenant, endpoint]

    async def of_tenant(self, tenant: TenantId) -> Sequence[Endpoint]:
        found = [known for known in self._endpoints.values() if known.tenant == tenant]
        return sorted(found, key=lambda endpoint: endpoint.id)

    async def remove(self, tenant: TenantId, endpoint: EndpointId) -> bool:
        return self._endpoints.pop((tenant, endpoint), None) is not None
