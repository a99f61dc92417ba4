"""Correcting digests whose messages changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from pipeline.digest.models import Digest, DigestId
from pipeline.digest.ports import DigestEvents
from pipeline.ingest.models import GroupId, MessageId, TenantId
from storage.postgres.connection import Connection, Pool
from storage.postgres.digest_rows import Identity, add_rows, hold_ids, verified
from storage.postgres.errors import NotFoundError
from storage.postgres.outbox import Outbox
from storage.postgres.tenant import tenant_transaction

_CITING = """
SELECT DISTINCT digest.id
FROM unnest($2::bigint[]) AS wanted (message_id)
CROSS JOIN LATERAL (
    SELECT digest_id FROM group_digest_citations
    WHERE group_id = $1 AND message_id BETWEEN wanted.message_id AND wanted.message_id
    ORDER BY message_id, digest_id
) AS cited
CROSS JOIN LATERAL (
    SELECT id FROM group_digests
    WHERE id BETWEEN cited.digest_id AND cited.digest_id AND created_at >= $3
    ORDER BY id LIMIT 1
) AS digest
"""

# A tombstone is told of by no digest, whenever it became one. What was edited while the digest was
# being made may have been read before.
_OUTDATED = """
SELECT cited.message_id
FROM (
    SELECT id, created_at, seconds FROM group_digests
    WHERE id BETWEEN $1 AND $1 ORDER BY id LIMIT 1
) AS digest
CROSS JOIN LATERAL (
    SELECT group_id, message_id FROM group_digest_citations
    WHERE digest_id BETWEEN digest.id AND digest.id ORDER BY digest_id
) AS cited
CROSS JOIN LATERAL (
    SELECT deleted_at FROM group_messages
    WHERE group_id = cited.group_id
        AND message_id BETWEEN cited.message_id AND cited.message_id
    ORDER BY message_id LIMIT 1
) AS message
WHERE message.deleted_at IS NOT NULL OR EXISTS (
    SELECT FROM group_message_versions AS version
    WHERE version.group_id = cited.group_id AND version.message_id = cited.message_id
        AND version.superseded_at > digest.created_at - digest.seconds * interval '1 second'
)
"""

_AMEND = """
UPDATE group_digests
SET quality_score = $2, statements_verified = $3, statements_total = $4, content_hash = $5,
    digest = $6, revision = revision + 1
WHERE id = $1 AND ($7::integer IS NULL OR revision = $7)
RETURNING id
"""

_QUOTED = """
SELECT EXISTS (SELECT FROM digest_copies WHERE digest_id = $1 AND kind = 'sources')
"""

_KNOWN = "SELECT EXISTS (SELECT FROM group_digests WHERE id = $1)"

_IDENTITIES = """
SELECT person, author_id, name FROM group_digest_participants WHERE digest_id = $1
"""

_CLEAR = (
    "DELETE FROM group_digest_topics WHERE digest_id = $1",
    "DELETE FROM group_digest_participants WHERE digest_id = $1",
    "DELETE FROM group_digest_metrics WHERE digest_id = $1",
    "DELETE FROM group_digest_citations WHERE digest_id = $1",
)

# A window starts no earlier than its size before the message, and an hour when clocks are put
# back; two days keep the range of the index short for all sizes.
_FORGET = """
WITH held AS (
    SELECT DISTINCT book.id
    FROM unnest($2::bigint[]) AS wanted (message_id)
    CROSS JOIN LATERAL (
        SELECT sent_at FROM group_messages
        WHERE group_id = $1 AND message_id BETWEEN wanted.message_id AND wanted.message_id
        ORDER BY message_id LIMIT 1
    ) AS message
    CROSS JOIN unnest(ARRAY[4, 6, 12, 24]::smallint[]) AS size (hours)
    CROSS JOIN LATERAL (
        SELECT id FROM group_conversation_windows
        WHERE group_id = $1 AND size_hours BETWEEN size.hours AND size.hours
            AND starts_at > message.sent_at - interval '2 days' AND starts_at <= message.sent_at
            AND ends_at > message.sent_at
        ORDER BY size_hours, starts_at
    ) AS book
),
forgotten AS (
    DELETE FROM group_digest_stage_artifacts AS artifact
    USING (
        SELECT stored.ctid
        FROM held
        CROSS JOIN LATERAL (
            SELECT ctid FROM group_digest_stage_artifacts
            WHERE window_id BETWEEN held.id AND held.id
            ORDER BY window_id, stage, input_hash, prompt_version, model, schema_version
        ) AS stored
    ) AS found
    WHERE artifact.ctid = found.ctid
    RETURNING artifact.window_id
)
SELECT count(*) FROM forgotten
"""


class Amendments:
    """The port ``DigestAmendments``."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool = pool
        self._outbox = outbox

    async def citing(
        self,
        tenant: TenantId,
        group: GroupId,
        messages: Collection[MessageId],
        *,
        since: datetime,
    ) -> Sequence[DigestId]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_CITING, group, list(messages), since)
        return sorted((DigestId(row["id"]) for row in rows), reverse=True)

    async def outdated(self, tenant: TenantId, digest: DigestId) -> Collection[MessageId]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_OUTDATED, digest)
        return {MessageId(row["message_id"]) for row in rows}

    async def amend(
        self,
        tenant: TenantId,
        digest: DigestId,
        amended: Digest,
        events: DigestEvents,
        *,
        replacing: int | None = None,
    ) -> bool:
        """See the port. How its delivery went stays as it was told.

        Raises:
            NotFoundError: The tenant has no such digest.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            await hold_ids(connection, digest)
            columns = (*_columns(amended), replacing)
            if await connection.fetchval(_AMEND, digest, *columns) is None:
                if await connection.fetchval(_KNOWN, digest):
                    return False
                raise NotFoundError(f"this tenant has no digest {digest}")
            identities = await _identities(connection, digest)
            for statement in _CLEAR:
                await connection.execute(statement, digest)
            await add_rows(connection, tenant, digest, amended, identities)
            await self._outbox.append(connection, events(digest))
        return True

    async def quoted(self, tenant: TenantId, digest: DigestId) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            return bool(await connection.fetchval(_QUOTED, digest))

    async def forget(
        self, tenant: TenantId, group: GroupId, messages: Collection[MessageId]
    ) -> int:
        async with tenant_transaction(self._pool, tenant) as connection:
            return int(await connection.fetchval(_FORGET, group, list(messages)))


def _columns(amended: Digest) -> tuple[object, ...]:
    return (
        amended.quality.score,
        verified(amended),
        len(amended.statements),
        amended.decision.content_hash,
        amended.model_dump_json(),
    )


async def _identities(connection: Connection, digest: DigestId) -> Mapping[str, Identity]:
    rows = await connection.fetch(_IDENTITIES, digest)
    return {row["person"]: Identity(row["author_id"], row["name"]) for row in rows}
