from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from pipeline.ingest.models import GroupId, Message, MessageId, TenantId
from pipeline.threads.models import Link, Utterance


class ThreadLedger(Protocol):
    """The unlinked messages of one group, worked off in order by one worker at a time."""

    async def recent(self, limit: int) -> Sequence[tuple[Utterance, Link]]:
        """The last linked messages, oldest first: all that the builder remembers."""
        ...

    async def unlinked(self, limit: int) -> Sequence[Utterance]:
        """The next messages without a link, by time and id; replies with the threads they join."""
        ...

    async def record(self, links: Sequence[Link]) -> None:
        """Store links and bring the threads' rows (first, last, count) up to date."""
        ...


class ThreadLedgers(Protocol):
    def open(
        self, tenant: TenantId, group: GroupId
    ) -> AbstractAsyncContextManager[ThreadLedger | None]:
        """Take the group's lock; None if another worker holds it and will see the messages."""
        ...


class ThreadReader(Protocol):
    """Stored messages for people who may read the group; those that were deleted are not there."""

    async def thread_of(
        self, tenant: TenantId, group: GroupId, message: MessageId, *, limit: int
    ) -> Sequence[Message]:
        """The last messages of the thread that a message belongs to, oldest first.

        One that nothing is linked to yet is a thread of itself; there is none of an unknown one.
        """
        ...

    async def cited(
        self, tenant: TenantId, group: GroupId, messages: Sequence[MessageId]
    ) -> Sequence[Message]:
        """Those of the messages that are there, oldest first."""
        ...
