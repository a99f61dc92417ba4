from collections.abc import Sequence

from pipeline.delivery.copies import CopyKind, DigestCopy
from pipeline.digest.models import DigestId
from pipeline.ingest.models import TenantId
from storage.postgres.connection import Pool
from storage.postgres.tenant import tenant_transaction

_ADD = """
INSERT INTO digest_copies (tenant_id, digest_id, kind, chat_id, message_id, language, piece)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (digest_id, chat_id, message_id) DO NOTHING
"""

_OF_DIGEST = """
SELECT digest_id, kind, chat_id, message_id, language, piece FROM digest_copies
WHERE digest_id = $1 ORDER BY digest_id, chat_id, message_id
"""

_REMOVE = """
DELETE FROM digest_copies WHERE digest_id = $1 AND chat_id = $2 AND message_id = $3
"""


class StoredCopies:
    """The port ``DigestCopies``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, tenant: TenantId, copies: Sequence[DigestCopy]) -> None:
        rows = [
            (tenant, c.digest_id, c.kind.value, c.chat_id, c.message_id, c.language, c.piece)
            for c in copies
        ]
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.executemany(_ADD, rows)

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[DigestCopy]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_OF_DIGEST, digest)
        return [DigestCopy(**{**row, "kind": CopyKind(row["kind"])}) for row in rows]

    async def remove(self, tenant: TenantId, copy: DigestCopy) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_REMOVE, copy.digest_id, copy.chat_id, copy.message_id)
