"""Which thread each message belongs to, worked out by one worker per group at a time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

import asyncpg
import orjson

from pipeline.ingest.models import GroupId, TenantId
from pipeline.ingest.talk import Aside
from pipeline.threads.models import Link, LinkReason, Utterance
from storage.postgres.connection import Connection, Pool, own_connection
from storage.postgres.locks import release, try_lock, wait_for_lock
from storage.postgres.tenant import transaction_of

_NO_PARENTS: Final = (Aside.SERVICE, Aside.OWN)
"""Nobody of the group wrote them."""

_RECENT = """
SELECT message_id, sent_at, author_id, author_name, text, reply_to, topic_id, aside,
    details -> 'mentions' AS mentions, thread_id, parent_id, link_reason, link_score
FROM group_messages
WHERE group_id = $1 AND thread_id IS NOT NULL
ORDER BY sent_at DESC, message_id DESC
LIMIT $2
"""

# What a message replies to is looked up by the primary key, as below; of a message of another
# topic, and of one that nobody of the group wrote, no thread is told.
_UNLINKED = """
SELECT message.*, answered.thread_id AS reply_thread
FROM (
    SELECT message_id, sent_at, author_id, author_name, text, reply_to, topic_id, aside,
        details -> 'mentions' AS mentions
    FROM group_messages
    WHERE group_id = $1 AND thread_id IS NULL AND deleted_at IS NULL
    ORDER BY sent_at NULLS FIRST, message_id
    LIMIT $2
) AS message
LEFT JOIN LATERAL (
    SELECT stored.thread_id, stored.topic_id, stored.aside FROM group_messages AS stored
    WHERE stored.group_id = $1
        AND stored.message_id BETWEEN message.reply_to AND message.reply_to
    ORDER BY stored.message_id LIMIT 1
) AS answered ON answered.topic_id IS NOT DISTINCT FROM message.topic_id
    AND (answered.aside IS NULL OR answered.aside <> ALL ($3))
ORDER BY message.sent_at NULLS FIRST, message.message_id
"""

# Each row is found in the order of the primary key and then updated by its place: a join with the
# arrays would leave it to the planner's guess to read the whole group instead.
_RECORD = """
WITH linked AS (
    UPDATE group_messages AS message
    SET thread_id = link.thread_id, parent_id = link.parent_id, link_reason = link.reason,
        link_score = link.score
    FROM (
        SELECT given.*, stored.ctid
        FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::double precision[])
            AS given (message_id, thread_id, parent_id, reason, score)
        CROSS JOIN LATERAL (
            SELECT ctid, thread_id FROM group_messages
            WHERE group_id = $2
                AND message_id BETWEEN given.message_id AND given.message_id
            ORDER BY message_id LIMIT 1
        ) AS stored
        WHERE stored.thread_id IS NULL
    ) AS link
    WHERE message.ctid = link.ctid
    RETURNING message.thread_id, message.sent_at
)
INSERT INTO group_threads AS thread (
    tenant_id, group_id, thread_id, first_at, last_at, message_count)
SELECT $1, $2, thread_id, min(sent_at), max(sent_at), count(*) FROM linked GROUP BY thread_id
ON CONFLICT (group_id, thread_id) DO UPDATE SET
    first_at = least(thread.first_at, excluded.first_at),
    last_at = greatest(thread.last_at, excluded.last_at),
    message_count = thread.message_count + excluded.message_count
"""


class Threads:
    """The port ``ThreadLedgers``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def open(self, tenant: TenantId, group: GroupId) -> AsyncIterator["Ledger | None"]:
        """See the port.

        The lock belongs to the connection that also does the ledger's writing: whoever loses it
        can no longer write, and a killed worker's is free at once.
        """
        async with own_connection(self._pool) as connection:
            ours = await _take_turn(connection, ledger_lock(group))
            yield Ledger(connection, tenant, group) if ours else None


def ledger_lock(group: GroupId) -> str:
    """The name of the lock under which a group's messages are linked."""
    return f"alfred:threads:{group}"


async def _take_turn(connection: Connection, name: str) -> bool:
    """Hold the lock; False if somebody else waits for it already.

    Whoever waits looks at the messages only after this moment and will see all that we would. The
    holder may have looked for the last time before ours were stored, so a second worker waits.
    """
    if await try_lock(connection, name):
        return True
    waiting = f"{name}:next"
    if not await try_lock(connection, waiting):
        return False
    await wait_for_lock(connection, name)
    await release(connection, waiting)
    return True


class Ledger:
    """The port ``ThreadLedger``; each call is a transaction of its own."""

    def __init__(self, connection: Connection, tenant: TenantId, group: GroupId) -> None:
        self._connection = connection
        self._tenant = tenant
        self._group = group

    async def recent(self, limit: int) -> Sequence[tuple[Utterance, Link]]:
        async with transaction_of(self._connection, self._tenant):
            rows = await self._connection.fetch(_RECENT, self._group, limit)
        return [(_utterance(row), _link(row)) for row in reversed(rows)]

    async def unlinked(self, limit: int) -> Sequence[Utterance]:
        async with transaction_of(self._connection, self._tenant):
            rows = await self._connection.fetch(_UNLINKED, self._group, limit, _NO_PARENTS)
        return [replace(_utterance(row), reply_thread=row["reply_thread"]) for row in rows]

    async def record(self, links: Sequence[Link]) -> None:
        """See the port.

        A message that has a link keeps it: recording twice counts once. One that is edited at this
        very moment stays unlinked and comes again.
        """
        links = sorted(links, key=lambda link: link.message_id)
        async with transaction_of(self._connection, self._tenant):
            await self._connection.execute(
                _RECORD,
                self._tenant,
                self._group,
                [link.message_id for link in links],
                [link.thread_id for link in links],
                [link.parent_id for link in links],
                [link.reason.value for link in links],
                [link.score for link in links],
            )


def _utterance(row: asyncpg.Record) -> Utterance:
    mentions = row["mentions"]
    return Utterance(
        id=row["message_id"],
        sent_at=row["sent_at"],
        author_id=row["author_id"],
        author_name=row["author_name"],
        text=row["text"],
        reply_to=row["reply_to"],
        topic_id=row["topic_id"],
        mentions=() if mentions is None else tuple(orjson.loads(mentions)),
        service=row["aside"] in _NO_PARENTS,
    )


def _link(row: asyncpg.Record) -> Link:
    return Link(
        message_id=row["message_id"],
        thread_id=row["thread_id"],
        parent_id=row["parent_id"],
        reason=LinkReason(row["link_reason"]),
        score=row["link_score"],
    )
