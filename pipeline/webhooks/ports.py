from collections.abc import Sequence
from typing import Protocol

from pydantic import SecretStr

from pipeline.ingest.models import TenantId
from pipeline.webhooks.models import Endpoint, EndpointId


class Endpoints(Protocol):
    async def add(self, tenant: TenantId, url: str, secret: SecretStr) -> Endpoint:
        """Write it; a known URL gets this secret."""
        ...

    async def get(self, tenant: TenantId, endpoint: EndpointId) -> Endpoint: ...

    async def of_tenant(self, tenant: TenantId) -> Sequence[Endpoint]: ...

    async def remove(self, tenant: TenantId, endpoint: EndpointId) -> bool: ...
