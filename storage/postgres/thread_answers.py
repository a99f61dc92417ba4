"""Answers to /thread, and the news that they are out of date."""

from collections.abc import Collection

from pipeline.events.threads import ThreadAnswerOutdated
from pipeline.ingest.models import GroupId, MessageId, TenantId
from pipeline.threads.answers import ThreadAnswer
from storage.postgres.connection import Pool
from storage.postgres.outbox import Outbox
from storage.postgres.tenant import tenant_transaction

_ADD = """
INSERT INTO thread_answers
    (tenant_id, group_id, message_id, message_ids, chat_id, quoted, cut, language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (group_id, chat_id, message_id) DO NOTHING
"""

_GET = """
SELECT message_ids, quoted, cut, language FROM thread_answers
WHERE group_id = $1 AND chat_id = $2 AND message_id = $3
"""

# In the order of their key, so that two that touch the same answers take turns.
_TOUCH = """
UPDATE thread_answers AS answer SET revision = revision + 1
FROM (
    SELECT told.ctid
    FROM groups AS known
    JOIN thread_answers AS told
        ON told.group_id = known.id AND told.chat_id = known.telegram_id
    WHERE known.id = $1 AND told.quoted && $2::bigint[]
    ORDER BY told.group_id, told.chat_id, told.message_id
    FOR NO KEY UPDATE OF told
) AS found
WHERE answer.ctid = found.ctid
RETURNING answer.chat_id, answer.message_id, answer.revision
"""

_REMOVE = "DELETE FROM thread_answers WHERE group_id = $1 AND chat_id = $2 AND message_id = $3"


class StoredThreadAnswers:
    """The port ``ThreadAnswers``."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool = pool
        self._outbox = outbox

    async def add(self, tenant: TenantId, answer: ThreadAnswer) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(
                _ADD,
                tenant,
                answer.group,
                answer.messages[0],
                answer.messages,
                answer.chat,
                answer.quoted,
                answer.cut,
                answer.language,
            )

    async def get(
        self, tenant: TenantId, group: GroupId, chat: int, message: int
    ) -> ThreadAnswer | None:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_GET, group, chat, message)
        if row is None:
            return None
        return ThreadAnswer(
            group=group,
            chat=chat,
            messages=tuple(row["message_ids"]),
            quoted=tuple(map(MessageId, row["quoted"])),
            cut=row["cut"],
            language=row["language"],
        )

    async def touched(
        self, tenant: TenantId, group: GroupId, messages: Collection[MessageId]
    ) -> int:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_TOUCH, group, sorted(set(messages)))
            outdated = [
                ThreadAnswerOutdated(tenant_id=tenant, group_id=group, **row) for row in rows
            ]
            await self._outbox.append(connection, outdated)
        return len(outdated)

    async def remove(self, tenant: TenantId, answer: ThreadAnswer) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_REMOVE, answer.group, answer.chat, answer.messages[0])
