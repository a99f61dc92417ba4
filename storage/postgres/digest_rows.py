"""A digest as its row of ``group_digests``, and the rows of what is asked about across digests."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

import asyncpg
import orjson

from pipeline.digest.citations import cited_messages
from pipeline.digest.models import DeliveryStatus, Digest, DigestId
from pipeline.digest.ports import NewDigest, StoredDigest
from pipeline.digest.renumbering import renumbered
from pipeline.digest.statements import Verdict
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId
from storage.postgres.connection import Connection

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

_ADD_CITATIONS = """
INSERT INTO group_digest_citations (tenant_id, group_id, message_id, digest_id)
SELECT $1, group_id, message_id, id
FROM group_digests CROSS JOIN unnest($3::bigint[]) AS cited (message_id)
WHERE id = $2
"""


# The shared lock waits for whoever renumbers the group's messages, which then is known.
_OF_BEFORE = """
SELECT coalesce(known.migrated_at > made.created_at - made.seconds * interval '1 second', false)
FROM group_digests AS made JOIN groups AS known ON known.id = made.group_id
WHERE made.id = $1
FOR KEY SHARE OF known
"""


class Identity(NamedTuple):
    """Who a participant is, whom the digest itself knows by a pseudonym only."""

    author_id: str | None
    name: str | None


NOBODY = Identity(None, None)


async def add_rows(
    connection: Connection,
    tenant: TenantId,
    digest_id: int,
    digest: Digest,
    identities: Mapping[str, Identity],
) -> None:
    """Write the rows of a digest that is there and has none, in the caller's transaction.

    One that was made while its group became a supergroup is found by the ids that its messages
    have now.
    """
    if await hold_ids(connection, digest_id):
        digest = renumbered(digest)
    people = _participants(tenant, digest_id, digest, identities)
    await connection.executemany(_ADD_TOPIC, _topics(tenant, digest_id, digest))
    await connection.executemany(_ADD_PARTICIPANT, people)
    await connection.executemany(_ADD_METRIC, _metrics(tenant, digest_id, digest))
    await connection.execute(_ADD_CITATIONS, tenant, digest_id, sorted(cited_messages(digest)))


async def hold_ids(connection: Connection, digest_id: int) -> bool:
    """Let nobody renumber the messages of the digest's group until the end of the transaction.

    To be called before rows of the digest are changed: whoever renumbers locks the group first.

    Returns:
        Whether they were renumbered after the digest's run began.
    """
    return bool(await connection.fetchval(_OF_BEFORE, digest_id))


def digest_columns(new: NewDigest) -> tuple[object, ...]:
    digest = new.digest
    return (
        new.window_id,
        new.version,
        new.fingerprint,
        digest.language,
        digest.engine,
        digest.decision.status.value,
        digest.quality.score,
        verified(digest),
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
    tenant: TenantId, digest_id: int, digest: Digest, identities: Mapping[str, Identity]
) -> Iterator[tuple[object, ...]]:
    for participant in digest.participants:
        identity = identities.get(participant.person, NOBODY)
        yield (
            tenant,
            digest_id,
            participant.person,
            identity.author_id,
            identity.name,
            participant.dominant.value,
            participant.message_count,
            participant.message_ids,
        )


def _metrics(tenant: TenantId, digest_id: int, digest: Digest) -> Iterator[tuple[object, ...]]:
    values = {
        **digest.quality.model_dump(),
        "quality_score": digest.quality.score,
        **digest.statistics.model_dump(exclude={"per_hour"}),
        "statements_verified": verified(digest),
        "statements_total": len(digest.statements),
        "statements_dropped": digest.dropped,
        "tokens": digest.tokens,
        "seconds": digest.seconds,
    }
    if digest.baseline is not None:
        values["quality_delta"] = digest.baseline.quality_delta
        values["coverage_delta"] = digest.baseline.coverage_delta
    known = {metric: value for metric, value in values.items() if value is not None}
    return ((tenant, digest_id, metric, float(value)) for metric, value in known.items())


def verified(digest: Digest) -> int:
    return sum(judged.verdict is Verdict.SUPPORTED for judged in digest.statements)


def to_stored(row: asyncpg.Record) -> StoredDigest:
    return StoredDigest(
        id=DigestId(row["id"]),
        window_id=WindowId(row["window_id"]),
        version=row["version"],
        fingerprint=row["fingerprint"],
        delivery_status=DeliveryStatus(row["delivery_status"]),
        digest=Digest.model_validate_json(row["digest"]),
        people=orjson.loads(row["people"]),
        revision=row["revision"],
        begun_at=row["created_at"] - timedelta(seconds=row["seconds"]),
    )
