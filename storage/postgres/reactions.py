"""Reactions of stored messages, which change without the message being edited."""

from collections.abc import Mapping, Sequence

import orjson

from pipeline.ingest.models import GroupId, MessageId, Reaction, TenantId
from storage.postgres.connection import Pool
from storage.postgres.tenant import tenant_transaction

_REACT = """
WITH given AS MATERIALIZED (
    SELECT * FROM unnest($2::bigint[], $3::jsonb[]) AS given (message_id, reactions)
),
compared AS MATERIALIZED (
    SELECT known.message_id, given.reactions
    FROM given
    CROSS JOIN LATERAL (
        SELECT message_id, details FROM group_messages AS stored
        WHERE stored.group_id = $1
            AND stored.message_id BETWEEN given.message_id AND given.message_id
            AND stored.deleted_at IS NULL
        ORDER BY stored.message_id LIMIT 1
    ) AS known
    WHERE coalesce(known.details -> 'reactions', '[]') <> given.reactions
)
UPDATE group_messages AS stored
SET details = CASE
    WHEN compared.reactions = '[]' THEN nullif(stored.details - 'reactions', '{}')
    ELSE coalesce(stored.details, '{}') || jsonb_build_object('reactions', compared.reactions)
    END
FROM compared
WHERE stored.group_id = $1 AND stored.message_id = compared.message_id
RETURNING stored.message_id
"""


class MessageReactions:
    """The port ``ReactionSink``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def react(
        self,
        tenant: TenantId,
        group: GroupId,
        reactions: Mapping[MessageId, Sequence[Reaction]],
    ) -> int:
        ids = sorted(reactions)
        counts = [
            orjson.dumps([[each.emoji, each.count] for each in reactions[number]]).decode()
            for number in ids
        ]
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_REACT, group, ids, counts)
        return len(rows)
