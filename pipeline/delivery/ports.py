from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from pipeline.delivery.models import (
    ChatStatus,
    ChunkState,
    DeadLetter,
    DeadLetterNotice,
    DeliveredChunk,
)
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

    async def delivered(
        self, tenant: TenantId, digest: DigestId, chat: str | None = None
    ) -> Sequence[DeliveredChunk]:
        """The chunks of the digest that went out, to one chat or to all, by chat and chunk."""
        ...

    async def resent(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, content_hash: str
    ) -> None:
        """Note that a chunk that went out was replaced in place by a corrected text."""
        ...

    async def withdraw(
        self, tenant: TenantId, digest: DigestId, chat: str, chunk: int | None = None
    ) -> None:
        """Note that a chunk is in the chat no more, or if none is named that none of them is.

        They may be sent there anew, also those of which nobody knew whether they arrived.
        """
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
    """What no attempt could handle.

    Operators look at all tenants' letters; what is done with one is done within its tenant.
    """

    async def since(self, tenant: TenantId, moment: datetime) -> Sequence[DeadLetter]:
        """The tenant's letters that died from a moment on, by number."""
        ...

    async def count(self) -> int:
        """How many there are, of all tenants."""
        ...

    async def latest(self, *, skip: int = 0, limit: int) -> Sequence[DeadLetter]:
        """The letters of all tenants, the highest number first; 500 at the most."""
        ...

    async def find(self, letter: int) -> DeadLetter | None:
        """The letter of this number, of whichever tenant."""
        ...

    async def replay(self, tenant: TenantId, letter: int) -> bool:
        """Have it handled again and forget it, in one transaction; False if it is gone.

        Orders that ended with it wait again. Those whose run was given up are pursued instead of
        running just that one again: their digest may have been made since.
        """
        ...

    async def drop(self, tenant: TenantId, letter: int) -> bool:
        """Forget it, in one transaction with the end of what waits for it; False if it is gone."""
        ...


class DeadLetterNotices(Protocol):
    """Which letters the operators were told of; it outlives the process that tells them."""

    async def next(self, *, settled: timedelta, quiet: timedelta) -> DeadLetterNotice | None:
        """Note that a message leaves now, and what it tells: 1 000 letters at the most.

        Args:
            settled: The first of the letters has to be so old: others may die with it.
            quiet: The last message that left, and may have arrived, has to be so old.

        Returns:
            None if nothing is to be said now.
        """
        ...

    async def arrived(self, notice: DeadLetterNotice) -> None:
        """Its letters are not told of again, unless they die again."""
        ...

    async def failed(self, notice: DeadLetterNotice) -> None:
        """It certainly did not arrive: the next one need not wait."""
        ...
