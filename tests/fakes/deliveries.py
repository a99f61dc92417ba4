from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.delivery.models import ChunkState, DeliveredChunk
from pipeline.digest.models import DigestId
from pipeline.ingest.models import TenantId


@dataclass(slots=True)
class _Entry:
    content_hash: str
    state: ChunkState = ChunkState.UNCERTAIN
    reference: str | None = None


class MemoryDeliveries:
    """The port ``DeliveryLedger``."""

    def __init__(self) -> None:
        self._entries: dict[tuple[TenantId, DigestId, int, str], _Entry] = {}

    async def claim(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, content_hash: str
    ) -> ChunkState:
        entry = (tenant, digest, chunk, chat)
        if entry not in self._entries:
            self._entries[entry] = _Entry(content_hash)
            return ChunkState.CLAIMED
        return self._entries[entry].state

    async def sent(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, reference: str | None
    ) -> None:
        entry = self._entries.get((tenant, digest, chunk, chat))
        if entry is None:
            raise LookupError(f"nobody claimed chunk {chunk} of digest {digest}")
        entry.state, entry.reference = ChunkState.SENT, reference

    async def release(self, tenant: TenantId, digest: DigestId, chunk: int, chat: str) -> None:
        entry = self._entries.get((tenant, digest, chunk, chat))
        if entry is not None and entry.state is ChunkState.UNCERTAIN:
            del self._entries[tenant, digest, chunk, chat]

    async def delivered(
        self, tenant: TenantId, digest: DigestId, chat: str | None = None
    ) -> Sequence[DeliveredChunk]:
        found = [
            DeliveredChunk(place, chunk, entry.reference)
            for (owner, owned, chunk, place), entry in self._entries.items()
            if (owner, owned) == (tenant, digest)
            and entry.state is ChunkState.SENT
            and chat in (None, place)
        ]
        return sorted(found, key=lambda chunk: (chunk.chat, chunk.chunk))

    async def resent(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, content_hash: str
    ) -> None:
        entry = self._entries.get((tenant, digest, chunk, chat))
        if entry is None or entry.state is not ChunkState.SENT:
            raise LookupError(f"chunk {chunk} of digest {digest} never went out there")
        entry.content_hash = content_hash

    async def withdraw(
        self, tenant: TenantId, digest: DigestId, chat: str, chunk: int | None = None
    ) -> None:
        for owner, owned, number, place in list(self._entries):
            if (owner, owned, place) == (tenant, digest, chat) and chunk in (None, number):
                del self._entries[owner, owned, number, place]
