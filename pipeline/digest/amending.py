"""What correcting a delivered digest needs of the world (see ``telegram.md``, Ingest)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from pipeline.digest.models import Digest, DigestId
from pipeline.digest.ports import DigestEvents
from pipeline.ingest.models import GroupId, MessageId, TenantId


class DigestAmendments(Protocol):
    async def citing(
        self,
        tenant: TenantId,
        group: GroupId,
        messages: Collection[MessageId],
        *,
        since: datetime,
    ) -> Sequence[DigestId]:
        """Digests made since then that cite one of the messages, the latest first."""
        ...

    async def outdated(self, tenant: TenantId, digest: DigestId) -> Collection[MessageId]:
        """Messages that the digest cites and that are deleted, or edited since its run began."""
        ...

    async def amend(
        self,
        tenant: TenantId,
        digest: DigestId,
        amended: Digest,
        events: DigestEvents,
        *,
        replacing: int | None = None,
    ) -> bool:
        """Put the amended digest in its place, with its rows and events, in one transaction.

        It is the next revision. False, and nothing happens, if it is another one by now than
        ``replacing``: somebody else amended it.
        """
        ...

    async def quoted(self, tenant: TenantId, digest: DigestId) -> bool:
        """Whether messages that the digest cites were sent to somebody, word by word."""
        ...

    async def forget(
        self, tenant: TenantId, group: GroupId, messages: Collection[MessageId]
    ) -> int:
        """Delete the stages' artifacts of every window that holds one of the messages.

        They are a cache, and may quote what was erased. Returns how many there were.
        """
        ...
