from collections.abc import Sequence
from dataclasses import replace

from pipeline.digest.request import Language
from pipeline.events.groups import GroupMigrated
from pipeline.groups.models import ConnectedGroup, PersonId, Reader, Sight
from pipeline.ingest.models import Chat, ChatKind, GroupId, TenantId
from tests.fakes.events import MemoryEvents
from tests.fakes.groups import MemoryGroups


class MemoryGroupBook:
    """The port ``GroupBook``, on the groups that a ``MemoryGroups`` keeps."""

    def __init__(self, groups: MemoryGroups, events: MemoryEvents | None = None) -> None:
        self._events = events or MemoryEvents()
        self._rows = groups.rows
        self._groups = groups
        self._seen: set[tuple[PersonId, TenantId, GroupId]] = set()

    async def connect(
        self,
        tenant: TenantId,
        chat: Chat,
        *,
        reader: Reader,
        owner: PersonId,
        time_zone: str,
        language: Language,
        zone_chosen: bool = False,
    ) -> ConnectedGroup:
        known = self._groups.find(tenant, chat.telegram_id)
        if known is None:
            added = self._groups.add(tenant, chat)
            known = replace(added, time_zone=time_zone, language=language, zone_chosen=zone_chosen)
        row = replace(
            known,
            chat=chat,
            readers=_readers(known.readers, reader, chat),
            owner=owner if known.owner is None else known.owner,
        )
        self._rows[tenant, row.id] = row
        self._seen.add((owner, tenant, row.id))
        return row

    async def disconnect(self, tenant: TenantId, group: GroupId, reader: Reader) -> None:
        row = self._rows[tenant, group]
        self._rows[tenant, group] = replace(row, readers=row.readers - {reader})

    async def get(self, tenant: TenantId, group: GroupId) -> ConnectedGroup:
        return self._rows[tenant, group]

    async def of_chat(self, telegram_id: int) -> Sequence[ConnectedGroup]:
        return [row for row in self._by_id() if row.chat.telegram_id == telegram_id]

    async def of_tenant(self, tenant: TenantId) -> Sequence[ConnectedGroup]:
        return [row for row in self._by_id() if row.tenant == tenant]

    async def of_person(self, person: PersonId) -> Sequence[ConnectedGroup]:
        seen = [self._rows[tenant, group] for who, tenant, group in self._seen if who == person]
        return sorted(seen, key=lambda row: (row.chat.title.casefold(), row.id))

    async def know(self, tenant: TenantId, group: GroupId, person: PersonId) -> None:
        self._seen.add((person, tenant, self._rows[tenant, group].id))

    async def describe(self, tenant: TenantId, group: GroupId, chat: Chat) -> None:
        row = self._rows[tenant, group]
        if row.migrated_from is not None and chat.kind is ChatKind.GROUP:
            return
        described = replace(chat, telegram_id=row.chat.telegram_id)
        self._rows[tenant, group] = replace(row, chat=described)

    async def migrate(self, old: int, new: Chat) -> Sequence[ConnectedGroup]:
        for row in await self.of_chat(old):
            told = GroupMigrated(
                tenant_id=row.tenant, group_id=row.id, old_chat=old, new_chat=new.telegram_id
            )
            await self._events.publish([told])
            there = self._groups.find(row.tenant, new.telegram_id)
            if there is None:
                self._groups.migrate(row.tenant, row.id, new)
            else:
                both = replace(there, chat=new, readers=there.readers | row.readers)
                self._rows[row.tenant, there.id] = both
                self._rows[row.tenant, row.id] = replace(row, readers=frozenset())
        return await self.of_chat(new.telegram_id)

    async def note_sight(self, tenant: TenantId, group: GroupId, sight: Sight) -> None:
        self._groups.get(tenant, group)
        self._groups.note_sight(tenant, group, sight)

    async def once_of_chat(self, telegram_id: int) -> Sequence[ConnectedGroup]:
        return [row for row in self._by_id() if row.migrated_from == telegram_id]

    async def configure(
        self,
        tenant: TenantId,
        group: GroupId,
        *,
        language: Language | None = None,
        time_zone: str | None = None,
    ) -> ConnectedGroup:
        row = self._rows[tenant, group]
        self._rows[tenant, group] = replace(
            row,
            language=language or row.language,
            time_zone=time_zone or row.time_zone,
            zone_chosen=row.zone_chosen or time_zone is not None,
        )
        return self._rows[tenant, group]

    def _by_id(self) -> list[ConnectedGroup]:
        return sorted(self._rows.values(), key=lambda row: row.id)


def _readers(known: frozenset[Reader], reader: Reader, chat: Chat) -> frozenset[Reader]:
    if known and chat.kind is ChatKind.GROUP:
        return known
    return known | {reader}
