from pipeline.delivery.models import ChunkState
from pipeline.digest.models import DigestId
from pipeline.ingest.models import TenantId


class MemoryDeliveries:
    """The port ``DeliveryLedger``."""

    def __init__(self) -> None:
        self._entries: dict[tuple[TenantId, DigestId, int, str], ChunkState] = {}

    async def claim(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, content_hash: str
    ) -> ChunkState:
        entry = (tenant, digest, chunk, chat)
        if entry not in self._entries:
            self._entries[entry] = ChunkState.UNCERTAIN
            return ChunkState.CLAIMED
        return self._entries[entry]

    async def sent(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, reference: str | None
    ) -> None:
        if (tenant, digest, chunk, chat) not in self._entries:
            raise LookupError(f"nobody claimed chunk {chunk} of digest {digest}")
        self._entries[tenant, digest, chunk, chat] = ChunkState.SENT

    async def release(self, tenant: TenantId, digest: DigestId, chunk: int, chat: str) -> None:
        if self._entries.get((tenant, digest, chunk, chat)) is ChunkState.UNCERTAIN:
            del self._entries[tenant, digest, chunk, chat]
