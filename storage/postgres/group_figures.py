from collections.abc import Sequence
from datetime import datetime

import asyncpg

from pipeline.groups.figures import Figures
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from storage.postgres.connection import Pool
from storage.postgres.errors import NotFoundError
from storage.postgres.subscription_rows import to_subscription
from storage.postgres.tenant import tenant_transaction

# The digest of each size is found by the index of the baseline; the one told latest is the last.
_OF = """
WITH talk AS MATERIALIZED (
    SELECT width_bucket(sent_at, $3::timestamptz[]) AS day, author_id, count(*) AS messages
    FROM group_messages
    WHERE group_id = $1 AND sent_at >= $4 AND sent_at < $5
        AND aside IS NULL AND deleted_at IS NULL
    GROUP BY 1, 2
)
SELECT
    ARRAY(
        SELECT coalesce(sum(messages), 0)::bigint
        FROM generate_series(1, cardinality($3::timestamptz[]) - 1) AS wanted (day)
        LEFT JOIN talk USING (day) GROUP BY day ORDER BY day
    ) AS messages,
    (SELECT count(DISTINCT nullif(author_id, '')) FROM talk) AS authors,
    ARRAY(
        SELECT s FROM subscriptions AS s
        WHERE s.group_id = known.id AND s.enabled
            AND (s.person_id = $2 OR (s.via = 'chat' AND s.chat_id = known.telegram_id))
        ORDER BY s.id
    ) AS schedules,
    told.quality_score, told.window_ends_at
FROM groups AS known
LEFT JOIN LATERAL (
    SELECT last.quality_score, last.window_ends_at
    FROM unnest('{4, 6, 12, 24}'::smallint[]) AS size (hours)
    CROSS JOIN LATERAL (
        SELECT quality_score, window_ends_at, version, id FROM group_digests
        WHERE group_id = known.id AND size_hours = size.hours
        ORDER BY window_ends_at DESC, version DESC, id DESC LIMIT 1
    ) AS last
    ORDER BY last.window_ends_at DESC, last.version DESC, last.id DESC LIMIT 1
) AS told ON true
WHERE known.id = $1
"""


class StoredGroupFigures:
    """The port ``GroupFigures``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of(
        self, tenant: TenantId, group: GroupId, person: PersonId, days: Sequence[datetime]
    ) -> Figures:
        """See the port.

        Raises:
            NotFoundError: The tenant has no such group.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_OF, group, person, list(days), days[0], days[-1])
        if row is None:
            raise NotFoundError(f"this tenant has no group {group}")
        return _figures(row)


def _figures(row: asyncpg.Record) -> Figures:
    return Figures(
        messages=tuple(row["messages"]),
        authors=row["authors"],
        schedules=tuple(to_subscription(each) for each in row["schedules"]),
        quality=row["quality_score"],
        told_until=row["window_ends_at"],
    )
