"""Digests, with rows of their own for what is asked about across digests."""

from collections.abc import Iterator, Sequence
from typing import Literal

import asyncpg
import orjson

from pipeline.digest.models import DeliveryStatus, Digest, DigestId, Verdict
from pipeline.digest.ports import DigestEvents, NewDigest, StoredDigest
from pipeline.ingest.models import TenantId
from pipeline.windows.models import Window, WindowId
from storage.postgres.connection import Connection, Pool
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

_ADD_TOPIC = """
INSERT INTO group_digest_topics (
    tenant_id, digest_id, position, title, status, state, weight, summary, decision, keywords,
    thread_ids, message_ids)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""

_ADD_PARTICIPANT = """
INSERT INTO group_digest_participants (
    tenant_id, digest_id, person, author_id, name, dominant_role, message_count, message_ids)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

_ADD_METRIC = """
INSERT INTO group_digest_metrics (tenant_id, digest_id, metric, value) VALUES ($1, $2, $3, $4)
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
    SELECT id, window_id, version, fingerprint, delivery_status, digest, people
    FROM group_digests WHERE window_id = $1 AND fingerprint = wanted.fingerprint
) AS found
ORDER BY wanted.position
LIMIT 1
"""

_GET = """
SELECT id, window_id, version, fingerprint, delivery_status, digest, people
FROM group_digests WHERE id = $1
"""

_LATEST = """
SELECT latest.*
FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (window_id, position)
CROSS JOIN LATERAL (
    SELECT id, window_id, version, fingerprint, delivery_status, digest, people
    FROM group_digests WHERE window_id = wanted.window_id
    ORDER BY version DESC, id DESC LIMIT 1
) AS latest
ORDER BY wanted.position
"""

_PREVIOUS = """
SELECT id, window_id, version, fingerprint, delivery_status, digest, people
FROM group_digests
WHERE group_id = $1 AND size_hours = $2 AND window_ends_at <= $3 AND language = $4
ORDER BY window_ends_at DESC, version DESC, id DESC LIMIT 1
"""

_SET_DELIVERY = "UPDATE group_digests SET delivery_status = $2 WHERE id = $1 RETURNING id"


class Digests:
    """The port ``DigestArchive``."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool = pool
        self._outbox = outbox

    async def add(self, tenant: TenantId, new: NewDigest, events: DigestEvents) -> DigestId:
        async with tenant_transaction(self._pool, tenant) as connection:
            digest_id = await connection.fetchval(_ADD, *_columns(new))
            if digest_id is None:
                return await _known(connection, new)
            await connection.executemany(_ADD_TOPIC, _topics(tenant, digest_id, new.digest))
            await connection.executemany(_ADD_PARTICIPANT, _participants(tenant, digest_id, new))
            await connection.executemany(_ADD_METRIC, _metrics(tenant, digest_id, new.digest))
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
        return None if row is None else _stored(row)

    async def get(self, tenant: TenantId, digest: DigestId) -> StoredDigest:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_GET, digest)
        if row is None:
            raise NotFoundError(f"this tenant has no digest {digest}")
        return _stored(row)

    async def latest(
        self, tenant: TenantId, windows: Sequence[WindowId]
    ) -> Sequence[StoredDigest]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_LATEST, list(windows))
        return [_stored(row) for row in rows]

    async def previous(
        self, tenant: TenantId, window: Window, language: Literal["ru", "en"]
    ) -> StoredDigest | None:
        span = window.span
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(
                _PREVIOUS, window.group_id, span.size.value, span.start, language
            )
        return None if row is None else _stored(row)

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


def _columns(new: NewDigest) -> tuple[object, ...]:
    digest = new.digest
    return (
        new.window_id,
        new.version,
        new.fingerprint,
        digest.language,
        digest.engine,
        digest.decision.status.value,
        digest.quality.score,
        _verified(digest),
        len(digest.statements),
        digest.decision.content_hash,
        digest.tokens,
        digest.seconds,
        digest.run_id,
        digest.model_dump_json(),
        orjson.dumps(new.people).decode(),
    )


def _topics(tenant: TenantId, digest_id: int, digest: Digest) -> Iterator[tuple[object, ...]]:
    for position, topic in enumerate(digest.topics):
        yield (
            tenant,
            digest_id,
            position,
            topic.title,
            topic.status.value,
            topic.state.value,
            topic.weight,
            topic.summary,
            topic.decision,
            topic.keywords,
            topic.thread_ids,
            topic.message_ids,
        )


def _participants(
    tenant: TenantId, digest_id: int, new: NewDigest
) -> Iterator[tuple[object, ...]]:
    for participant in new.digest.participants:
        yield (
            tenant,
            digest_id,
            participant.person,
            new.authors.get(participant.person),
            new.people.get(participant.person),
            participant.dominant.value,
            participant.message_count,
            participant.message_ids,
        )


def _metrics(tenant: TenantId, digest_id: int, digest: Digest) -> Iterator[tuple[object, ...]]:
    values = {
        **digest.quality.model_dump(),
        "quality_score": digest.quality.score,
        **digest.statistics.model_dump(exclude={"per_hour"}),
        "statements_verified": _verified(digest),
        "statements_total": len(digest.statements),
        "statements_dropped": digest.dropped,
        "tokens": digest.tokens,
        "seconds": digest.seconds,
    }
    if digest.baseline is not None:
        values["quality_delta"] = digest.baseline.quality_delta
        values["coverage_delta"] = digest.baseline.coverage_delta
    return ((tenant, digest_id, metric, float(value)) for metric, value in values.items())


def _verified(digest: Digest) -> int:
    return sum(judged.verdict is Verdict.SUPPORTED for judged in digest.statements)


def _stored(row: asyncpg.Record) -> StoredDigest:
    return StoredDigest(
        id=DigestId(row["id"]),
        window_id=WindowId(row["window_id"]),
        version=row["version"],
        fingerprint=row["fingerprint"],
        delivery_status=DeliveryStatus(row["delivery_status"]),
        digest=Digest.model_validate_json(row["digest"]),
        people=orjson.loads(row["people"]),
    )
