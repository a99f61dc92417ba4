from collections.abc import Sequence

from pipeline.delivery.copies import DigestCopy
from pipeline.digest.models import DigestId
from pipeline.ingest.models import TenantId


class MemoryCopies:
    """The port ``DigestCopies``."""

    def __init__(self) -> None:
        self._copies: dict[tuple[TenantId, DigestId, int, int], DigestCopy] = {}

    async def add(self, tenant: TenantId, copies: Sequence[DigestCopy]) -> None:
        for copy in copies:
            self._copies.setdefault(_place(tenant, copy), copy)

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[DigestCopy]:
        return [self._copies[at] for at in sorted(self._copies) if at[:2] == (tenant, digest)]

    async def remove(self, tenant: TenantId, copy: DigestCopy) -> None:
        self._copies.pop(_place(tenant, copy), None)


def _place(tenant: TenantId, copy: DigestCopy) -> tuple[TenantId, DigestId, int, int]:
    return tenant, copy.digest_id, copy.chat_id, copy.message_id
