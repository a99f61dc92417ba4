"""What readers say of digests, and of a wrong line all that is needed to make it right."""

from collections.abc import Sequence

import asyncpg
import orjson

from pipeline.digest.models import DigestId
from pipeline.feedback.models import Feedback, Opinion
from pipeline.groups.models import PersonId
from pipeline.ingest.migration import former_id
from pipeline.ingest.models import GroupId, MessageId, TenantId
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import NotFoundError
from storage.postgres.tenant import tenant_transaction

_DIGEST = """
SELECT made.group_id, made.run_id, made.digest -> 'statements' -> $2::integer AS judged,
    coalesce(known.migrated_at > made.created_at - made.seconds * interval '1 second', false)
        AS of_before
FROM group_digests AS made JOIN groups AS known ON known.id = made.group_id
WHERE made.id = $1 AND ($3 = '' OR made.content_hash = $3)
FOR KEY SHARE OF known
"""

# Shared locks: who deletes a message waits for this transaction, and then erases its evidence.
_MESSAGES = """
SELECT stored.message_id, stored.edit_version, stored.text, stored.deleted_at IS NULL AS there
FROM unnest($2::bigint[]) AS wanted (message_id)
CROSS JOIN LATERAL (
    SELECT message_id, edit_version, text, deleted_at FROM group_messages
    WHERE group_id = $1 AND message_id BETWEEN wanted.message_id AND wanted.message_id
    ORDER BY message_id LIMIT 1
    FOR SHARE
) AS stored
"""

_ADD = """
INSERT INTO group_digest_feedback AS known (
    tenant_id, digest_id, person_id, statement, opinion, evidence, seen)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (digest_id, person_id, statement, seen) DO UPDATE
SET opinion = excluded.opinion, evidence = excluded.evidence, given_at = now()
WHERE known.opinion <> excluded.opinion
RETURNING digest_id
"""

_OF_DIGEST = """
SELECT person_id, statement, opinion, seen FROM group_digest_feedback
WHERE digest_id = $1 ORDER BY digest_id, person_id, statement, seen
"""

# $1 group and $2 message ids, in pairs. That a line was called wrong stays known.
_FORGET = """
UPDATE group_digest_feedback AS feedback
SET evidence = NULL
FROM (
    SELECT given.ctid
    FROM unnest($1::bigint[], $2::bigint[]) AS wanted (group_id, message_id)
    CROSS JOIN LATERAL (
        SELECT digest_id FROM group_digest_citations
        WHERE group_id = wanted.group_id
            AND message_id BETWEEN wanted.message_id AND wanted.message_id
        ORDER BY message_id, digest_id
    ) AS cited
    CROSS JOIN LATERAL (
        SELECT ctid, evidence FROM group_digest_feedback
        WHERE digest_id BETWEEN cited.digest_id AND cited.digest_id
        ORDER BY digest_id, person_id, statement
    ) AS given
    WHERE given.evidence -> 'messages'
        @> jsonb_build_array(jsonb_build_object('message_id', wanted.message_id))
) AS found
WHERE feedback.ctid = found.ctid
"""

_WHOLE = -1
"""The position under which an opinion of the whole digest is stored."""


class FeedbackEntries:
    """The port ``FeedbackBook``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, tenant: TenantId, feedback: Feedback) -> bool:
        """See the port. Of a line whose messages are deleted no evidence is kept.

        Raises:
            NotFoundError: The tenant has no such digest, or the digest no such line, or it is
                not what was seen.
        """
        position = _WHOLE if feedback.statement is None else feedback.statement
        async with tenant_transaction(self._pool, tenant) as connection:
            evidence = await _evidence(connection, feedback)
            return (
                await connection.fetchval(
                    _ADD,
                    tenant,
                    feedback.digest_id,
                    feedback.person,
                    position,
                    feedback.opinion.value,
                    evidence,
                    feedback.seen,
                )
                is not None
            )

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[Feedback]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_OF_DIGEST, digest)
        return [_feedback(digest, row) for row in rows]


async def forget_evidence(
    connection: Connection, groups: Sequence[GroupId], messages: Sequence[MessageId]
) -> None:
    """Erase what was kept of lines that cite these messages, in the caller's transaction."""
    await connection.execute(_FORGET, groups, messages)


async def _evidence(connection: Connection, feedback: Feedback) -> str | None:
    row = await connection.fetchrow(
        _DIGEST, feedback.digest_id, feedback.statement or 0, feedback.seen
    )
    if row is None:
        raise NotFoundError(f"this tenant has no digest {feedback.digest_id} as it was seen")
    if feedback.statement is None:
        return None
    if row["judged"] is None:
        raise NotFoundError(f"digest {feedback.digest_id} has no line {feedback.statement}")
    judged = orjson.loads(row["judged"])
    cited = sorted(set(judged["statement"]["message_ids"]))
    if row["of_before"]:
        cited = [former_id(message) for message in cited]
    messages = await connection.fetch(_MESSAGES, row["group_id"], cited)
    if not all(message["there"] for message in messages):
        return None
    told = [
        {name: message[name] for name in ("message_id", "edit_version", "text")}
        for message in messages
    ]
    return orjson.dumps({"run_id": row["run_id"], "judged": judged, "messages": told}).decode()


def _feedback(digest: DigestId, row: asyncpg.Record) -> Feedback:
    return Feedback(
        digest_id=digest,
        person=PersonId(row["person_id"]),
        opinion=Opinion(row["opinion"]),
        statement=None if row["statement"] == _WHOLE else row["statement"],
        seen=row["seen"],
    )
