"""Messages as people ask for them: a thread, or those that a digest cites."""

from collections.abc import Sequence

from pipeline.ingest.models import GroupId, Message, MessageId, TenantId
from storage.postgres.connection import Pool
from storage.postgres.message_rows import to_message
from storage.postgres.tenant import tenant_transaction

# The thread's row says when it was talked about, so that only messages of that time are looked at.
_THREAD = """
WITH asked AS (
    SELECT message_id, thread_id, sent_at FROM group_messages
    WHERE group_id = $1 AND message_id BETWEEN $2 AND $2 AND deleted_at IS NULL
    ORDER BY message_id LIMIT 1
),
thread AS (
    SELECT asked.thread_id, known.first_at, known.last_at
    FROM asked JOIN group_threads AS known
        ON known.group_id = $1 AND known.thread_id = asked.thread_id
    UNION ALL
    SELECT NULL, sent_at, sent_at FROM asked WHERE thread_id IS NULL
)
SELECT said.*
FROM thread
CROSS JOIN LATERAL (
    SELECT message_id, sent_at, edit_version, kind, author_id, author_name, text, reply_to,
        topic_id, details, aside, heard
    FROM group_messages
    WHERE group_id = $1 AND sent_at >= thread.first_at AND sent_at <= thread.last_at
        AND (group_messages.thread_id = thread.thread_id
            OR thread.thread_id IS NULL AND message_id = $2)
        AND deleted_at IS NULL
    ORDER BY sent_at DESC, message_id DESC
    LIMIT $3
) AS said
"""

_CITED = """
SELECT stored.*
FROM unnest($2::bigint[]) AS wanted (message_id)
CROSS JOIN LATERAL (
    SELECT message_id, sent_at, edit_version, kind, author_id, author_name, text, reply_to,
        topic_id, details, aside, heard
    FROM group_messages
    WHERE group_id = $1 AND message_id BETWEEN wanted.message_id AND wanted.message_id
        AND deleted_at IS NULL
    ORDER BY message_id LIMIT 1
) AS stored
"""


class ThreadReading:
    """The port ``ThreadReader``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def thread_of(
        self, tenant: TenantId, group: GroupId, message: MessageId, *, limit: int
    ) -> Sequence[Message]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_THREAD, group, message, limit)
        return _in_order([to_message(row) for row in rows])

    async def cited(
        self, tenant: TenantId, group: GroupId, messages: Sequence[MessageId]
    ) -> Sequence[Message]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_CITED, group, sorted(set(messages)))
        return _in_order([to_message(row) for row in rows])


def _in_order(messages: Sequence[Message]) -> Sequence[Message]:
    return sorted(messages, key=lambda message: (message.sent_at, message.id))
