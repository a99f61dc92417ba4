from datetime import datetime

from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import ChatKind, MessageId, TenantId
from pipeline.ingest.ports import IngestCursors


class Marks:
    """How far an account has read, under names that no other numbering shares.

    A group that became a supergroup counts its messages anew, and a basic group's ids are those
    of one account, so both the chat and, where it matters, the account are part of the name.
    """

    def __init__(self, cursors: IngestCursors, tenant: TenantId, account: int) -> None:
        self._cursors = cursors
        self._tenant = tenant
        self._account = account

    async def read(self, group: ConnectedGroup) -> MessageId | None:
        return await self._get(group, "account")

    async def read_at(self, group: ConnectedGroup) -> datetime | None:
        """When the mark last moved on."""
        cursor = await self._cursors.get(self._tenant, group.id, self._name(group, "account"))
        return cursor.read_at if cursor else None

    async def reached(self, group: ConnectedGroup, message: MessageId) -> None:
        await self._advance(group, "account", message)

    async def backfilled(self, group: ConnectedGroup) -> MessageId | None:
        """Where a backfill was broken off."""
        return await self._get(group, "backfill")

    async def backfill_reached(self, group: ConnectedGroup, message: MessageId) -> None:
        await self._advance(group, "backfill", message)

    async def _get(self, group: ConnectedGroup, source: str) -> MessageId | None:
        cursor = await self._cursors.get(self._tenant, group.id, self._name(group, source))
        return cursor.message_id if cursor else None

    async def _advance(self, group: ConnectedGroup, source: str, message: MessageId) -> None:
        if message > 0:
            name = self._name(group, source)
            await self._cursors.advance(self._tenant, group.id, name, message)

    def _name(self, group: ConnectedGroup, source: str) -> str:
        chat = group.chat.telegram_id
        if group.chat.kind is ChatKind.GROUP:
            return f"{source}:{self._account}:{chat}"
        return f"{source}:{chat}"
