from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.ingest.models import Chat, GroupId, Message, TenantId


@dataclass(frozen=True, slots=True)
class Accepted:
    """What one batch changed; a batch that was already known changes nothing."""

    added: int = 0
    edited: int = 0
    unchanged: int = 0

    def __add__(self, other: "Accepted") -> "Accepted":
        return Accepted(
            self.added + other.added,
            self.edited + other.edited,
            self.unchanged + other.unchanged,
        )


class TenantDirectory(Protocol):
    async def ensure(self, name: str) -> TenantId: ...


class GroupDirectory(Protocol):
    async def ensure(self, tenant: TenantId, chat: Chat, *, time_zone: str) -> GroupId:
        """Find or add the group; its title and time zone become the given ones."""
        ...


class MessageSink(Protocol):
    async def accept(self, tenant: TenantId, group: GroupId, batch: Sequence[Message]) -> Accepted:
        """Store a batch and announce what is new, in one transaction.

        Idempotent: a known version of a message changes nothing, a later one is appended to the
        message's versions. ``group.message.ingested.v1`` is recorded for each new version.
        """
        ...
