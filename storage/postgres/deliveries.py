from collections.abc import Sequence

from pipeline.delivery.models import ChunkState, DeliveredChunk
from pipeline.digest.models import DigestId
from pipeline.ingest.models import TenantId
from storage.postgres.connection import Pool
from storage.postgres.errors import NotFoundError
from storage.postgres.tenant import tenant_transaction

# A row that is there and not given back belongs to somebody: nothing is returned.
_CLAIM = """
INSERT INTO delivery_ledger AS entry (tenant_id, digest_id, chunk, chat, content_hash, state)
VALUES ($1, $2, $3, $4, $5, 'claimed')
ON CONFLICT (digest_id, chunk, chat) DO UPDATE
SET state = 'claimed', content_hash = $5, claimed_at = now()
WHERE entry.state = 'released'
RETURNING state
"""

_STATE = "SELECT state FROM delivery_ledger WHERE digest_id = $1 AND chunk = $2 AND chat = $3"

_SENT = """
UPDATE delivery_ledger SET state = 'sent', reference = $4, sent_at = now()
WHERE digest_id = $1 AND chunk = $2 AND chat = $3
RETURNING state
"""

_RELEASE = """
UPDATE delivery_ledger SET state = 'released'
WHERE digest_id = $1 AND chunk = $2 AND chat = $3 AND state = 'claimed'
"""

_DELIVERED = """
SELECT chat, chunk, reference FROM delivery_ledger
WHERE digest_id = $1 AND state = 'sent'
ORDER BY chunk, chat
"""

_DELIVERED_TO = """
SELECT chat, chunk, reference FROM delivery_ledger
WHERE digest_id = $1 AND chat = $2 AND state = 'sent'
ORDER BY chunk
"""

_WITHDRAW = """
UPDATE delivery_ledger SET state = 'released', reference = NULL, sent_at = NULL
WHERE digest_id = $1 AND chat = $2 AND ($3::integer IS NULL OR chunk = $3)
"""

_RESENT = """
UPDATE delivery_ledger SET content_hash = $4
WHERE digest_id = $1 AND chunk = $2 AND chat = $3 AND state = 'sent'
RETURNING state
"""


class Deliveries:
    """The port ``DeliveryLedger``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def claim(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, content_hash: str
    ) -> ChunkState:
        async with tenant_transaction(self._pool, tenant) as connection:
            if await connection.fetchval(_CLAIM, tenant, digest, chunk, chat, content_hash):
                return ChunkState.CLAIMED
            state = await connection.fetchval(_STATE, digest, chunk, chat)
        return ChunkState.SENT if state == "sent" else ChunkState.UNCERTAIN

    async def sent(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, reference: str | None
    ) -> None:
        """See the port.

        Raises:
            NotFoundError: Nobody claimed the chunk.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            if await connection.fetchval(_SENT, digest, chunk, chat, reference) is None:
                raise NotFoundError(f"nobody claimed chunk {chunk} of digest {digest}")

    async def release(self, tenant: TenantId, digest: DigestId, chunk: int, chat: str) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_RELEASE, digest, chunk, chat)

    async def delivered(
        self, tenant: TenantId, digest: DigestId, chat: str | None = None
    ) -> Sequence[DeliveredChunk]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await (
                connection.fetch(_DELIVERED, digest)
                if chat is None
                else connection.fetch(_DELIVERED_TO, digest, chat)
            )
        return sorted((DeliveredChunk(**row) for row in rows), key=_place)

    async def resent(
        self, tenant: TenantId, digest: DigestId, chunk: int, chat: str, content_hash: str
    ) -> None:
        """See the port.

        Raises:
            NotFoundError: The chunk never went out.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            if await connection.fetchval(_RESENT, digest, chunk, chat, content_hash) is None:
                raise NotFoundError(f"chunk {chunk} of digest {digest} never went out there")

    async def withdraw(
        self, tenant: TenantId, digest: DigestId, chat: str, chunk: int | None = None
    ) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_WITHDRAW, digest, chat, chunk)


def _place(chunk: DeliveredChunk) -> tuple[str, int]:
    return chunk.chat, chunk.chunk
