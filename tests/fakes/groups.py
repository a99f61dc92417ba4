from pipeline.digest.ports import Group
from pipeline.ingest.models import Chat, GroupId, TenantId


class MemoryTenants:
    """The port ``TenantDirectory``."""

    def __init__(self) -> None:
        self._ids: dict[str, TenantId] = {}

    async def ensure(self, name: str) -> TenantId:
        return self._ids.setdefault(name, TenantId(len(self._ids) + 1))


class MemoryGroups:
    """The port ``GroupDirectory``."""

    def __init__(self) -> None:
        self._ids: dict[tuple[TenantId, int], GroupId] = {}
        self._groups: dict[tuple[TenantId, GroupId], Group] = {}

    async def ensure(self, tenant: TenantId, chat: Chat, *, time_zone: str) -> GroupId:
        known = (tenant, chat.telegram_id)
        group = self._ids.setdefault(known, GroupId(len(self._ids) + 1))
        self._groups[tenant, group] = Group(
            id=group,
            telegram_id=chat.telegram_id,
            kind=chat.kind.value,
            title=chat.title,
            username=chat.username,
            time_zone=time_zone,
        )
        return group

    def get(self, tenant: TenantId, group: GroupId) -> Group:
        return self._groups[tenant, group]
