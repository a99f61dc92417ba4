from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.ingest.models import (
    Chat,
    Cursor,
    GroupId,
    Message,
    MessageId,
    Reaction,
    ReadingAccount,
    TenantId,
)


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
    async def find(self, name: str) -> TenantId | None: ...

    async def ensure(self, name: str) -> TenantId:
        """Find or add the tenant."""
        ...


class GroupDirectory(Protocol):
    async def ensure(self, tenant: TenantId, chat: Chat, *, time_zone: str) -> GroupId:
        """Find or add the group; its title and time zone become the given ones."""
        ...


class MessageSink(Protocol):
    async def accept(
        self,
        tenant: TenantId,
        group: GroupId,
        batch: Sequence[Message],
        *,
        said_in: int | None = None,
    ) -> Accepted:
        """Store a batch and announce what is new, in one transaction.

        Idempotent: a known version of a message changes nothing, a later one is appended to the
        message's versions. ``group.message.ingested.v1`` is recorded for each new version.

        Args:
            tenant: Whose group it is.
            group: One that the tenant has.
            batch: Any versions of messages, in any order.
            said_in: The chat that gave them their ids. If that is the basic group that the group
                was before it became a supergroup, they are stored as its history.
        """
        ...

    async def delete(
        self,
        tenant: TenantId,
        group: GroupId | None,
        ids: Sequence[MessageId],
        *,
        said_in: int | None = None,
    ) -> Sequence[tuple[GroupId, MessageId]]:
        """Leave tombstones: the texts of all versions are erased, and stay so.

        ``group.message.deleted.v1`` is recorded for each. A tombstone that is accepted again, from
        an old export or a late update, stays one.

        Args:
            tenant: Whose group it is.
            group: None if the transport does not say: then it is one of the tenant's basic groups,
                whose messages have ids of one account, or what was said in one before it became a
                supergroup.
            ids: Unknown ones are passed over.
            said_in: As for ``accept``.

        Returns:
            Those that were deleted now.
        """
        ...


class ReactionSink(Protocol):
    async def react(
        self,
        tenant: TenantId,
        group: GroupId,
        reactions: Mapping[MessageId, Sequence[Reaction]],
    ) -> int:
        """Write the present reactions of stored messages; unknown ones are passed over.

        Returns:
            How many messages have others now.
        """
        ...


class StoredMessages(Protocol):
    async def ids_since(
        self, tenant: TenantId, group: GroupId, since: datetime
    ) -> Sequence[MessageId]:
        """The ids, ascending, of messages sent from then on that are there: no tombstones."""
        ...


class SentMessages(Protocol):
    """What the bot itself put into groups and channels: no reader hears of it through the bot."""

    async def note(self, places: Sequence[tuple[int, MessageId]]) -> None:
        """Chats and the numbers of messages there; known ones are passed over."""
        ...


class IngestCursors(Protocol):
    async def get(self, tenant: TenantId, group: GroupId, source: str) -> Cursor | None: ...

    async def advance(
        self, tenant: TenantId, group: GroupId, source: str, message: MessageId
    ) -> bool:
        """Move the cursor on; False, and it stays, if that would be backwards."""
        ...


class FloodWaits(Protocol):
    """How long Telegram wants to be left alone, by account and method; it outlives a restart."""

    async def until(self, account: str, method: str) -> datetime | None: ...

    async def note(self, account: str, method: str, until: datetime) -> None:
        """Write it; a wait that ends later stays."""
        ...


class ReadingAccounts(Protocol):
    async def all(self) -> Sequence[ReadingAccount]:
        """Of every tenant, those whose session is lost too."""
        ...

    async def of_tenant(self, tenant: TenantId) -> ReadingAccount | None: ...

    async def add(self, tenant: TenantId, telegram_user_id: int) -> ReadingAccount:
        """A tenant has one: another one takes its place."""
        ...

    async def lose(self, tenant: TenantId, reason: str) -> None: ...

    async def remove(self, tenant: TenantId) -> bool: ...
