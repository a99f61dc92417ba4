from datetime import UTC, datetime

from pipeline.ingest.models import Cursor, GroupId, MessageId, TenantId
from tests.fakes.groups import MemoryGroups


class MemoryCursors:
    """The port ``IngestCursors``."""

    def __init__(self, groups: MemoryGroups) -> None:
        self._groups = groups
        self._cursors: dict[tuple[TenantId, GroupId, str], Cursor] = {}
        groups.on_migration(self._forget)

    async def get(self, tenant: TenantId, group: GroupId, source: str) -> Cursor | None:
        return self._cursors.get((tenant, group, source))

    async def advance(
        self, tenant: TenantId, group: GroupId, source: str, message: MessageId
    ) -> bool:
        self._groups.get(tenant, group)
        known = self._cursors.get((tenant, group, source))
        if known is not None and known.message_id > message:
            return False
        self._cursors[tenant, group, source] = Cursor(message, datetime.now(UTC))
        return True

    def _forget(self, tenant: TenantId, group: GroupId) -> None:
        for place in [place for place in self._cursors if place[:2] == (tenant, group)]:
            del self._cursors[place]
