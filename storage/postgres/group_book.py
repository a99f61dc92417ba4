from collections.abc import Sequence

import asyncpg

from pipeline.digest.request import Language
from pipeline.events.groups import GroupMigrated
from pipeline.groups.models import ConnectedGroup, PersonId, Reader, Sight
from pipeline.ingest.models import Chat, ChatKind, GroupId, TenantId
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import NotFoundError, translated
from storage.postgres.outbox import Outbox
from storage.postgres.tenant import become, tenant_transaction
from storage.postgres.threads import ledger_lock

# A basic group that has a reader keeps that one.
_CONNECT = """
INSERT INTO groups AS known (
    tenant_id, telegram_id, kind, title, username, time_zone, language, readers, owner,
    zone_chosen)
VALUES ($1, $2, $3, $4, $5, $6, $7, ARRAY[$8::text], $9, $10)
ON CONFLICT (tenant_id, telegram_id) DO UPDATE
SET kind = $3, title = $4, username = $5, owner = coalesce(known.owner, $9),
    readers = CASE
        WHEN $8 = ANY (known.readers) OR ($3 = 'group' AND known.readers <> '{}')
        THEN known.readers ELSE known.readers || $8 END
RETURNING *
"""

# Being seen is written at most once a day: these rows tell whom to ask Telegram about, not when.
_KNOW = """
WITH known AS MATERIALIZED (SELECT tenant_id, id FROM groups WHERE id = $1),
seen AS (
    INSERT INTO group_people AS person (tenant_id, group_id, person_id)
    SELECT tenant_id, id, $2 FROM known
    ON CONFLICT (person_id, group_id) DO UPDATE SET seen_at = now()
    WHERE person.seen_at < now() - interval '1 day'
)
SELECT id FROM known
"""

_DISCONNECT = "UPDATE groups SET readers = array_remove(readers, $2) WHERE id = $1 RETURNING id"
_GET = "SELECT * FROM groups WHERE id = $1"
_OF_TENANT = "SELECT * FROM groups WHERE tenant_id = $1 ORDER BY id"
_OF_CHAT = "SELECT * FROM groups_of_chat($1)"
_ONCE_OF_CHAT = "SELECT * FROM groups_once_of_chat($1)"
_OF_PERSON = "SELECT * FROM groups_of_person($1)"

# What is told late of a basic group does not describe the supergroup that it became.
_DESCRIBE = """
WITH known AS MATERIALIZED (SELECT id FROM groups WHERE id = $1),
described AS (
    UPDATE groups SET kind = $2, title = $3, username = $4
    WHERE id = $1 AND (kind, title, username) IS DISTINCT FROM ($2, $3, $4)
        AND (migrated_from IS NULL OR $2 <> 'group')
)
SELECT id FROM known
"""

# A tenant that connected the supergroup on its own already has both: the old one's readers go
# over, and the old one stays for what was read there.
_MERGE = """
UPDATE groups AS new SET readers = ARRAY(
    SELECT DISTINCT unnest(new.readers || old.readers)
    FROM groups AS old WHERE old.tenant_id = $1 AND old.telegram_id = $2)
WHERE tenant_id = $1 AND telegram_id = $3
RETURNING id
"""
_RETIRE = "UPDATE groups SET readers = '{}' WHERE tenant_id = $1 AND telegram_id = $2"
# Renumbers the messages as well, which the service itself may not.
_MOVE = "SELECT migrate_group($1, $2, $3, $4, $5)"

# Whoever links messages would link new ones by what it remembers of old ones with their ids. It
# has this lock before it locks any row, so this comes before any row's lock too.
_LINK_NOTHING = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"

# The last time of blindness is known; it begins, and ends, when it was noticed.
_BLIND = """
WITH known AS MATERIALIZED (SELECT id FROM groups WHERE id = $1),
lost AS (
    UPDATE groups SET blind_since = now(), blind_until = NULL
    WHERE id = $1 AND (blind_since IS NULL OR blind_until IS NOT NULL)
)
SELECT id FROM known
"""
_SEES = """
WITH known AS MATERIALIZED (SELECT id FROM groups WHERE id = $1),
found AS (
    UPDATE groups SET blind_until = now() WHERE id = $1 AND blind_since IS NOT NULL
        AND blind_until IS NULL
)
SELECT id FROM known
"""

_CONFIGURE = """
UPDATE groups
SET language = coalesce($2, language), time_zone = coalesce($3, time_zone),
    zone_chosen = zone_chosen OR $3::text IS NOT NULL
WHERE id = $1
RETURNING *
"""


class ConnectedGroups:
    """The port ``GroupBook``.

    Every method that names a group raises ``NotFoundError`` if the tenant has no such group.
    """

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool = pool
        self._outbox = outbox

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
        """See the port. Who connected a group stays its owner, and was seen in it."""
        async with tenant_transaction(self._pool, tenant) as connection:
            [row] = await connection.fetch(
                _CONNECT,
                tenant,
                chat.telegram_id,
                chat.kind.value,
                chat.title,
                chat.username,
                time_zone,
                language,
                reader.value,
                owner,
                zone_chosen,
            )
            await connection.execute(_KNOW, row["id"], owner)
        return _group(row)

    async def disconnect(self, tenant: TenantId, group: GroupId, reader: Reader) -> None:
        await self._write(tenant, _DISCONNECT, group, reader.value)

    async def get(self, tenant: TenantId, group: GroupId) -> ConnectedGroup:
        return _group(await self._write(tenant, _GET, group))

    async def of_chat(self, telegram_id: int) -> Sequence[ConnectedGroup]:
        with translated():
            return [_group(row) for row in await self._pool.fetch(_OF_CHAT, telegram_id)]

    async def once_of_chat(self, telegram_id: int) -> Sequence[ConnectedGroup]:
        with translated():
            return [_group(row) for row in await self._pool.fetch(_ONCE_OF_CHAT, telegram_id)]

    async def of_tenant(self, tenant: TenantId) -> Sequence[ConnectedGroup]:
        async with tenant_transaction(self._pool, tenant) as connection:
            return [_group(row) for row in await connection.fetch(_OF_TENANT, tenant)]

    async def of_person(self, person: PersonId) -> Sequence[ConnectedGroup]:
        with translated():
            groups = [_group(row) for row in await self._pool.fetch(_OF_PERSON, person)]
        # by title as people read it, which no collation of the database's promises
        return sorted(groups, key=lambda group: (group.chat.title.casefold(), group.id))

    async def know(self, tenant: TenantId, group: GroupId, person: PersonId) -> None:
        await self._write(tenant, _KNOW, group, person)

    async def describe(self, tenant: TenantId, group: GroupId, chat: Chat) -> None:
        await self._write(tenant, _DESCRIBE, group, chat.kind.value, chat.title, chat.username)

    async def migrate(self, old: int, new: Chat) -> Sequence[ConnectedGroup]:
        """See the port. All tenants in one transaction; told again, it changes nothing.

        Returns:
            The groups that are the new chat, in every tenant.
        """
        with translated():
            async with self._pool.acquire() as connection, connection.transaction():
                rows = await connection.fetch(_OF_CHAT, old)
                for row in rows:
                    await connection.execute(_LINK_NOTHING, ledger_lock(row["id"]))
                for row in rows:
                    await become(connection, row["tenant_id"])
                    await _migrate(connection, row["tenant_id"], old, new)
                    await self._outbox.append(connection, [_migrated(row, old, new)])
        return await self.of_chat(new.telegram_id)

    async def note_sight(self, tenant: TenantId, group: GroupId, sight: Sight) -> None:
        await self._write(tenant, _SEES if sight is Sight.SEES else _BLIND, group)

    async def configure(
        self,
        tenant: TenantId,
        group: GroupId,
        *,
        language: Language | None = None,
        time_zone: str | None = None,
    ) -> ConnectedGroup:
        return _group(await self._write(tenant, _CONFIGURE, group, language, time_zone))

    async def _write(
        self, tenant: TenantId, query: str, group: GroupId, *arguments: object
    ) -> asyncpg.Record:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(query, group, *arguments)
        if row is None:
            raise NotFoundError(f"this tenant has no group {group}")
        return row


async def _migrate(connection: Connection, tenant: int, old: int, new: Chat) -> None:
    if await connection.fetchval(_MERGE, tenant, old, new.telegram_id):
        await connection.execute(_RETIRE, tenant, old)
        return
    await connection.execute(_MOVE, old, new.telegram_id, new.kind.value, new.title, new.username)


def _migrated(row: asyncpg.Record, old: int, new: Chat) -> GroupMigrated:
    return GroupMigrated(
        tenant_id=row["tenant_id"], group_id=row["id"], old_chat=old, new_chat=new.telegram_id
    )


def _group(row: asyncpg.Record) -> ConnectedGroup:
    return ConnectedGroup(
        id=row["id"],
        tenant=row["tenant_id"],
        chat=Chat(row["telegram_id"], ChatKind(row["kind"]), row["title"], row["username"]),
        time_zone=row["time_zone"],
        language=row["language"],
        readers=frozenset(Reader(reader) for reader in row["readers"]),
        owner=row["owner"],
        created_at=row["created_at"],
        migrated_from=row["migrated_from"],
        zone_chosen=row["zone_chosen"],
    )
