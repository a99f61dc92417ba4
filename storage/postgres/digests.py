"""Digests, with rows of their own for what is asked about across digests."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pipeline.digest.models import DeliveryStatus, DigestId
from pipeline.digest.ports import DigestEvents, NewDigest, StoredDigest
from pipeline.ingest.models import GroupId, TenantId
from pipeline.windows.models import Window, WindowId, WindowSize
from storage.postgres.connection import Connection, Pool
from storage.postgres.digest_rows import Identity, add_rows, digest_columns, to_stored
from storage.postgres.errors import NotFoundError
from storage.postgres.outbox import Outbox
from storage.postgres.tenant import tenant_transaction

_ADD = """
INSERT INTO group_digests (
    tenant_id, group_id, size_hours, window_ends_at, window_id, version, fingerprint, language,
    engine, delivery_status, quality_score, statements_verified, statements_total, content_hash,
    tokens, seconds, run_id, digest, people)
SELECT tenant_id, group_id, size_hours, ends_at, id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
    $13, $14, $15
FROM group_conversation_windows WHERE id = $1
ON CONFLICT (window_id, fingerprint) DO NOTHING
RETURNING id
"""

_COMPLETE = """
UPDATE group_conversation_windows
SET status = 'completed', failure_reason = NULL, updated_at = now()
WHERE id = $1
"""

_HAS = "SELECT EXISTS (SELECT FROM group_digests WHERE window_id = $1 AND fingerprint = $2)"

_FIND = """
SELECT found.*
FROM unnest($2::text[]) WITH ORDINALITY AS wanted (fingerprint, position)
CROSS JOIN LATERAL (
    SELECT id, window_id, version, fingerprint, delivery_status, revision, digest, people,
        created_at, seconds
    FROM group_digests WHERE window_id = $1 AND fingerprint = wanted.fingerprint
) AS found
ORDER BY wanted.position
LIMIT 1
"""

_GET = """
SELECT id, window_id, version, fingerprint, delivery_status, revision, digest, people,
    created_at, seconds
FROM group_digests WHERE id = $1
"""

_LATEST = """
SELECT latest.*
FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (window_id, position)
CROSS JOIN LATERAL (
    SELECT id, window_id, version, fingerprint, delivery_status, revision, digest, people,
        created_at, seconds
    FROM group_digests WHERE window_id = wanted.window_id
    ORDER BY version DESC, id DESC LIMIT 1
) AS latest
ORDER BY wanted.position
"""

_PREVIOUS = """
SELECT id, window_id, version, fingerprint, delivery_status, revision, digest, people,
    created_at, seconds
FROM group_digests
WHERE group_id = $1 AND size_hours = $2 AND window_ends_at <= $3 AND language = $4
ORDER BY window_ends_at DESC, version DESC, id DESC LIMIT 1
"""

# Each size has a stretch of the index of its own, and the latest of a stretch is its first row.
_LAST_SENT = """
SELECT last.*
FROM unnest($1::bigint[]) AS wanted (group_id)
CROSS JOIN LATERAL (
    SELECT latest.*
    FROM unnest($2::smallint[]) AS size (hours)
    CROSS JOIN LATERAL (
        SELECT id, window_id, version, fingerprint, delivery_status, revision, digest, people,
            created_at, seconds, window_ends_at
        FROM group_digests
        WHERE group_id = wanted.group_id AND size_hours = size.hours
            AND delivery_status = 'sent'
        ORDER BY window_ends_at DESC, version DESC, id DESC LIMIT 1
    ) AS latest
    ORDER BY latest.window_ends_at DESC, latest.id DESC LIMIT 1
) AS last
ORDER BY last.window_ends_at DESC, last.id DESC
LIMIT $3
"""

_SET_DELIVERY = "UPDATE group_digests SET delivery_status = $2 WHERE id = $1 RETURNING id"


class Digests:
    """The port ``DigestArchive``."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool = pool
        self._outbox = outbox

    async def add(self, tenant: TenantId, new: NewDigest, events: DigestEvents) -> DigestId:
        async with tenant_transaction(self._pool, tenant) as connection:
            digest_id = await connection.fetchval(_ADD, *digest_columns(new))
            if digest_id is None:
                return await _known(connection, new)
            await add_rows(connection, tenant, digest_id, new.digest, _identities(new))
            await connection.execute(_COMPLETE, new.window_id)
            await self._outbox.append(connection, events(DigestId(digest_id)))
        return DigestId(digest_id)

    async def has(self, tenant: TenantId, window: WindowId, fingerprint: str) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            return bool(await connection.fetchval(_HAS, window, fingerprint))

    async def find(
        self, tenant: TenantId, window: WindowId, *fingerprints: str
    ) -> StoredDigest | None:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_FIND, window, fingerprints)
        return None if row is None else to_stored(row)

    async def get(self, tenant: TenantId, digest: DigestId) -> StoredDigest:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_GET, digest)
        if row is None:
            raise NotFoundError(f"this tenant has no digest {digest}")
        return to_stored(row)

    async def latest(
        self, tenant: TenantId, windows: Sequence[WindowId]
    ) -> Sequence[StoredDigest]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_LATEST, list(windows))
        return [to_stored(row) for row in rows]

    async def previous(
        self, tenant: TenantId, window: Window, language: Literal["ru", "en"]
    ) -> StoredDigest | None:
        span = window.span
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(
                _PREVIOUS, window.group_id, span.size.value, span.start, language
            )
        return None if row is None else to_stored(row)

    async def last_sent(self, tenant: TenantId, group: GroupId) -> StoredDigest | None:
        last = await self.last_sent_of(tenant, [group], limit=1)
        return last[0] if last else None

    async def last_sent_of(
        self, tenant: TenantId, groups: Sequence[GroupId], *, limit: int
    ) -> Sequence[StoredDigest]:
        sizes = [each.value for each in WindowSize]
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_LAST_SENT, list(groups), sizes, limit)
        return [to_stored(row) for row in rows]

    async def set_delivery(
        self, tenant: TenantId, digest: DigestId, status: DeliveryStatus
    ) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            if await connection.fetchval(_SET_DELIVERY, digest, status.value) is None:
                raise NotFoundError(f"this tenant has no digest {digest}")


async def _known(connection: Connection, new: NewDigest) -> DigestId:
    row = await connection.fetchrow(_FIND, new.window_id, [new.fingerprint])
    if row is None:
        raise NotFoundError(f"this tenant has no window {new.window_id}")
    return DigestId(row["id"])


def _identities(new: NewDigest) -> Mapping[str, Identity]:
    return {
        participant.person: Identity(
            new.authors.get(participant.person), new.people.get(participant.person)
        )
        for participant in new.digest.participants
    }
