from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pipeline.delivery.models import ChatStatus, ChunkState, DeadLetter, DeliveredChunk
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

    async def delivered(self, tenant: TenantId, digest: DigestId) -> Sequence[DeliveredChunk]:
        """The chunks of the digest that went out, by chat and chunk."""
        ...

    async def resent(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, content_hash: str
    ) -> None:
        """Note that a chunk that went out was replaced in place by a corrected text."""
        ...


class Channel(Protocol):
    """A way out: a terminal, a chat, a webhook."""

    @property
    def name(self) -> str:
        """By which the ledger tells one place from another."""
        ...

    def repeatable(self, index: int) -> bool:
        """Whether sending this chunk a second time does no harm: it replaces the first."""
        ...

    def chunks(self, stored: StoredDigest) -> list[str]:
        """The digest as this channel shows it, in the pieces that it can take."""
        ...

    async def send(self, stored: StoredDigest, index: int, chunk: str) -> str | None:
        """Send one chunk and return the channel's id of it, if it has one.

        Raises:
            NotSentError: It certainly did not go out. Whatever else is raised leaves that open.
        """
        ...


class ChatStatuses(Protocol):
    """What is known of chats, for all tenants: whether the bot may write there."""

    async def get(self, chat_id: int) -> ChatStatus:
        """``OPEN`` if nothing else is known."""
        ...

    async def note(self, chat_id: int, status: ChatStatus) -> bool:
        """Write it; False if just this was known."""
        ...


class DeadLetters(Protocol):
    """What no attempt could handle, of one tenant."""

    async def since(self, tenant: TenantId, moment: datetime) -> Sequence[DeadLetter]: ...

    async def get(self, tenant: TenantId, letter: int) -> DeadLetter | None: ...

    async def replay(self, tenant: TenantId, letter: int) -> bool:
        """Enqueue its job again and forget the letter, in one transaction; False if it is gone."""
        ...

    async def drop(self, tenant: TenantId, letter: int) -> bool: ...
