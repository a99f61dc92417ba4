from typing import Protocol

from pipeline.ingest.models import TenantId


class Rollout(Protocol):
    """The one question that every way to a feature asks."""

    async def digests_on(self, tenant: TenantId) -> bool:
        """Whether the tenant may have digests at this moment; if not, nothing is enqueued."""
        ...
