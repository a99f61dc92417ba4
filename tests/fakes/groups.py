from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.digest.ports import Group
from pipeline.groups.models import ConnectedGroup, Sight
from pipeline.ingest.models import Chat, GroupId, TenantId


class MemoryTenants:
    """The port ``TenantDirectory``."""

    def __init__(self) -> None:
        self._ids: dict[str, TenantId] = {}

    async def find(self, name: str) -> TenantId | None:
        return self._ids.get(name)

    async def exists(self, number: int) -> bool:
        return number in self._ids.values()

    async def ensure(self, name: str) -> TenantId:
        return self._ids.setdefault(name, TenantId(len(self._ids) + 1))


class MemoryGroups:
    """The port ``GroupDirectory``; ``MemoryGroupBook`` keeps its groups here too."""

    def __init__(self) -> None:
        self.rows: dict[tuple[TenantId, GroupId], ConnectedGroup] = {}
        self.migrated_at: dict[tuple[TenantId, GroupId], datetime] = {}
        self.blind: dict[tuple[TenantId, GroupId], tuple[datetime, datetime | None]] = {}
        """The last time of blindness: since when, and until when if it is over."""
        self._renumbered: list[Callable[[TenantId, GroupId], None]] = []

    async def ensure(self, tenant: TenantId, chat: Chat, *, time_zone: str) -> GroupId:
        known = self.find(tenant, chat.telegram_id) or self.add(tenant, chat)
        self.rows[tenant, known.id] = replace(known, chat=chat, time_zone=time_zone)
        return known.id

    def get(self, tenant: TenantId, group: GroupId) -> Group:
        row = self.rows[tenant, group]
        return Group(
            id=group,
            telegram_id=row.chat.telegram_id,
            kind=row.chat.kind.value,
            title=row.chat.title,
            username=row.chat.username,
            time_zone=row.time_zone,
            migrated_at=self.migrated_at.get((tenant, group)),
        )

    def note_sight(self, tenant: TenantId, group: GroupId, sight: Sight) -> None:
        now, known = datetime.now(UTC), self.blind.get((tenant, group))
        is_blind = known is not None and known[1] is None
        if sight is Sight.SEES and known is not None and is_blind:
            self.blind[tenant, group] = (known[0], now)
        elif sight is not Sight.SEES and not is_blind:
            self.blind[tenant, group] = (now, None)

    def on_migration(self, renumber: Callable[[TenantId, GroupId], None]) -> None:
        """Let who keeps ids of messages renumber them when a group becomes a supergroup."""
        self._renumbered.append(renumber)

    def migrate(self, tenant: TenantId, group: GroupId, chat: Chat) -> None:
        row = self.rows[tenant, group]
        former = row.chat.telegram_id
        self.rows[tenant, group] = replace(row, chat=chat, migrated_from=former)
        self.migrated_at[tenant, group] = datetime.now(UTC)
        for renumber in self._renumbered:
            renumber(tenant, group)

    def find(self, tenant: TenantId, telegram_id: int) -> ConnectedGroup | None:
        for (owner, _), row in self.rows.items():
            if (owner, row.chat.telegram_id) == (tenant, telegram_id):
                return row
        return None

    def add(self, tenant: TenantId, chat: Chat) -> ConnectedGroup:
        group = GroupId(len(self.rows) + 1)
        self.rows[tenant, group] = ConnectedGroup(
            id=group,
            tenant=tenant,
            chat=chat,
            time_zone="UTC",
            language="ru",
            readers=frozenset(),
            owner=None,
            created_at=datetime.now(UTC),
        )
        return self.rows[tenant, group]
