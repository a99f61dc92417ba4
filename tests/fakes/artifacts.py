from pipeline.digest.ports import ArtifactKey
from pipeline.ingest.models import TenantId


class MemoryArtifacts:
    """The port ``ArtifactStore``."""

    def __init__(self) -> None:
        self.saved: dict[tuple[TenantId, ArtifactKey], bytes] = {}

    async def find(self, tenant: TenantId, key: ArtifactKey) -> bytes | None:
        return self.saved.get((tenant, key))

    async def save(self, tenant: TenantId, key: ArtifactKey, answer: bytes) -> None:
        self.saved.setdefault((tenant, key), answer)
