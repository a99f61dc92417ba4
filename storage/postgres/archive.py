"""The stored messages of a window; those that were deleted are not there."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import asyncpg

from pipeline.digest.ports import Group, LinkedMessage, WindowCounts
from pipeline.ingest.models import GroupId, MessageId, TenantId
from pipeline.windows.models import Window, WindowId
from storage.postgres.connection import Pool
from storage.postgres.errors import NotFoundError
from storage.postgres.message_rows import to_message
from storage.postgres.tenant import tenant_transaction

_GROUP = """
SELECT id, telegram_id, kind, title, username, time_zone, migrated_at FROM groups WHERE id = $1
"""

# A message that the thread builder has not reached yet counts as the root of a thread of its own.
_MESSAGES = """
SELECT message_id, sent_at, edit_version, kind, author_id, author_name, text, reply_to, topic_id,
    details, aside, heard, coalesce(thread_id, message_id) AS thread_id, parent_id,
    coalesce(link_reason, 'root') AS link_reason
FROM group_messages
WHERE group_id = $1 AND sent_at >= $2 AND sent_at < $3 AND deleted_at IS NULL
ORDER BY sent_at, message_id
"""

_SALT = "SELECT pseudonym_salt FROM groups WHERE id = $1"

_HISTORY = """
SELECT message_id, sent_at, edit_version, kind, author_id, author_name, text, reply_to, topic_id,
    details, aside, heard, coalesce(thread_id, message_id) AS thread_id, parent_id,
    coalesce(link_reason, 'root') AS link_reason
FROM group_messages
WHERE group_id = $1 AND sent_at >= $2 AND sent_at < $3 AND deleted_at IS NULL
ORDER BY sent_at DESC, message_id DESC
LIMIT $4
"""

_FINGERPRINT = """
SELECT encode(sha256(convert_to(coalesce(string_agg(
    concat_ws(':', message_id, edit_version, coalesce(thread_id, 0), coalesce(parent_id, 0),
        link_reason, details -> 'reactions', hashtextextended(text, 0)),
    ',' ORDER BY sent_at, message_id), ''), 'UTF8')), 'hex')
FROM group_messages
WHERE group_id = $1 AND sent_at >= $2 AND sent_at < $3 AND deleted_at IS NULL AND aside IS NULL
"""

# In a channel and a supergroup ids follow one another; the history of a migrated group has ids of
# an account (below 0), as all basic groups have. What Alfred sent is no row where the bot reads.
_COUNTS = """
SELECT book.id, stored.messages, stored.participants, known.blind, lost.unheard,
    CASE WHEN known.numbered AND NOT known.blind AND coalesce(stored.first, 1) > 0 THEN
        stored.messages + coalesce(stored.last - stored.first + 1, 0) - stored.ids - sent.ids
    END AS expected
FROM group_conversation_windows AS book
JOIN LATERAL (
    SELECT telegram_id, kind IN ('supergroup', 'channel') AS numbered,
        readers = '{bot}' AND coalesce(
            blind_since < book.ends_at AND coalesce(blind_until > book.starts_at, true), false
        ) AS blind
    FROM groups WHERE id = book.group_id
) AS known ON true
CROSS JOIN LATERAL (
    SELECT count(*) AS ids, min(message_id) AS first, max(message_id) AS last,
        count(*) FILTER (WHERE aside IS NULL AND deleted_at IS NULL) AS messages,
        count(DISTINCT nullif(author_id, '')) FILTER (
            WHERE aside IS NULL AND deleted_at IS NULL) AS participants
    FROM group_messages
    WHERE group_id = book.group_id AND sent_at >= book.starts_at AND sent_at < book.ends_at
) AS stored
CROSS JOIN LATERAL (
    SELECT count(*) AS ids FROM sent_messages AS own
    WHERE own.chat_id = known.telegram_id
        AND own.message_id BETWEEN stored.first AND stored.last
        AND NOT EXISTS (
            SELECT FROM group_messages AS read
            WHERE read.group_id = book.group_id AND read.message_id = own.message_id)
) AS sent
CROSS JOIN LATERAL (
    SELECT count(*) AS unheard FROM recordings
    WHERE group_id = book.group_id AND sent_at >= book.starts_at AND sent_at < book.ends_at
        AND state <> 'heard'
) AS lost
WHERE book.id = ANY($1::bigint[])
"""


_IDS_SINCE = """
SELECT message_id FROM group_messages
WHERE group_id = $1 AND sent_at >= $2 AND deleted_at IS NULL
ORDER BY sent_at, message_id
"""


class MessageArchive:
    """The ports ``Archive`` and ``StoredMessages``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def group(self, tenant: TenantId, group: GroupId) -> Group:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_GROUP, group)
        if row is None:
            raise NotFoundError(f"this tenant has no group {group}")
        return Group(**row)

    async def salt(self, tenant: TenantId, group: GroupId) -> bytes:
        async with tenant_transaction(self._pool, tenant) as connection:
            salt = await connection.fetchval(_SALT, group)
        if salt is None:
            raise NotFoundError(f"this tenant has no group {group}")
        return bytes(salt.bytes)

    async def messages(self, tenant: TenantId, window: Window) -> Sequence[LinkedMessage]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_MESSAGES, *_within(window))
        # A window may hold 50 000 of them: half a second that the loop is wanted for elsewhere.
        return await asyncio.to_thread(_all_linked, rows)

    async def history(
        self, tenant: TenantId, window: Window, *, windows: int, limit: int
    ) -> Sequence[LinkedMessage]:
        span = window.span
        since = span.start - windows * (span.end - span.start)
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_HISTORY, window.group_id, since, span.start, limit)
        return _all_linked(rows[::-1])

    async def ids_since(
        self, tenant: TenantId, group: GroupId, since: datetime
    ) -> Sequence[MessageId]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_IDS_SINCE, group, since)
        return sorted(MessageId(row["message_id"]) for row in rows)

    async def fingerprint(self, tenant: TenantId, window: Window) -> str:
        async with tenant_transaction(self._pool, tenant) as connection:
            return str(await connection.fetchval(_FINGERPRINT, *_within(window)))

    async def counts(
        self, tenant: TenantId, windows: Sequence[WindowId]
    ) -> Mapping[WindowId, WindowCounts]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_COUNTS, list(windows))
        return {
            row["id"]: WindowCounts(
                row["messages"],
                row["participants"],
                row["expected"],
                blind=row["blind"],
                unheard=row["unheard"],
            )
            for row in rows
        }


def _within(window: Window) -> tuple[object, ...]:
    return window.group_id, window.span.start, window.span.end


def _all_linked(rows: Sequence[asyncpg.Record]) -> list[LinkedMessage]:
    return [
        LinkedMessage(to_message(row), row["thread_id"], row["parent_id"], row["link_reason"])
        for row in rows
    ]
