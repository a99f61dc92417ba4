from typing import Protocol

from pipeline.delivery.models import ChunkState
from pipeline.digest.models import DigestId
from pipeline.digest.ports import StoredDigest
from pipeline.ingest.models import TenantId


class DeliveryLedger(Protocol):
    """One row for each chunk of a digest and chat it goes to, so that a retry repeats none."""

    async def claim(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, content_hash: str
    ) -> ChunkState: ...

    async def sent(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, reference: str | None
    ) -> None:
        """Note that the chunk went out; ``reference`` is the channel's own id of it."""
        ...

    async def release(self, tenant: TenantId, digest: DigestId, chunk: int, chat: str) -> None:
        """Give a claim back: sending failed and certainly nothing went out."""
        ...


class Channel(Protocol):
    """A way out: a terminal, a chat, a webhook."""

    name: str
    repeatable: bool
    """Showing a chunk a second time does no harm: it replaces the first."""

    def chunks(self, stored: StoredDigest) -> list[str]:
        """The digest as this channel shows it, in the pieces that it can take."""
        ...

    async def send(self, stored: StoredDigest, index: int, chunk: str) -> str | None:
        """Send one chunk and return the channel's id of it, if it has one."""
        ...
