from pipeline.ingest.models import Cursor, GroupId, MessageId, TenantId
from storage.postgres.connection import Pool
from storage.postgres.errors import NotFoundError
from storage.postgres.tenant import tenant_transaction

_GET = """
SELECT message_id, updated_at AS read_at FROM ingest_cursors WHERE group_id = $1 AND source = $2
"""

_ADVANCE = """
WITH known AS (
    SELECT id FROM groups WHERE id = $2
),
advanced AS (
    INSERT INTO ingest_cursors AS cursor (tenant_id, group_id, source, message_id)
    SELECT $1, id, $3, $4 FROM known
    ON CONFLICT (group_id, source) DO UPDATE
    SET message_id = excluded.message_id, updated_at = now()
    WHERE cursor.message_id <= excluded.message_id
    RETURNING group_id
)
SELECT EXISTS (SELECT FROM advanced) FROM known
"""


class Cursors:
    """The port ``IngestCursors``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get(self, tenant: TenantId, group: GroupId, source: str) -> Cursor | None:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_GET, group, source)
        return None if row is None else Cursor(**row)

    async def advance(
        self, tenant: TenantId, group: GroupId, source: str, message: MessageId
    ) -> bool:
        """See the port.

        Raises:
            NotFoundError: The tenant has no such group.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            advanced = await connection.fetchval(_ADVANCE, tenant, group, source, message)
        if advanced is None:
            raise NotFoundError(f"this tenant has no group {group}")
        return bool(advanced)
