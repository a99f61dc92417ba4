"""The spans of a group's talk, and how far the digest of each has come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import asyncpg

from pipeline.events.groups import GroupWindowReady
from pipeline.events.runs import DigestGenerateRequested
from pipeline.ingest.models import GroupId, TenantId
from pipeline.windows.models import STOPPED, Span, Window, WindowId, WindowSize, WindowStatus
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import NotFoundError
from storage.postgres.groups import lock_group
from storage.postgres.outbox import Outbox
from storage.postgres.queue import dedupe_key
from storage.postgres.tenant import tenant_transaction

_SILENT = """
SELECT position
FROM unnest($2::timestamptz[], $3::timestamptz[])
    WITH ORDINALITY AS wanted (starts_at, ends_at, position)
WHERE NOT EXISTS (
    SELECT FROM group_messages
    WHERE group_id = $1 AND sent_at >= wanted.starts_at AND sent_at < wanted.ends_at
        AND aside IS NULL AND deleted_at IS NULL
)
ORDER BY position
"""

_ENSURE = """
WITH wanted AS (
    SELECT * FROM unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::smallint[])
        WITH ORDINALITY AS wanted (group_id, starts_at, ends_at, size_hours, position)
),
added AS (
    INSERT INTO group_conversation_windows (tenant_id, group_id, starts_at, ends_at, size_hours)
    SELECT DISTINCT ON (group_id, size_hours, starts_at)
        $1::bigint, group_id, starts_at, ends_at, size_hours
    FROM wanted
    ON CONFLICT (group_id, size_hours, starts_at) DO NOTHING
    RETURNING *
)
SELECT found.*
FROM wanted
CROSS JOIN LATERAL (
    SELECT *, true AS new FROM added
    WHERE group_id = wanted.group_id AND size_hours = wanted.size_hours
        AND starts_at = wanted.starts_at
    UNION ALL
    SELECT *, false FROM group_conversation_windows
    WHERE group_id = wanted.group_id AND size_hours = wanted.size_hours
        AND starts_at = wanted.starts_at
) AS found
ORDER BY wanted.position
"""

_FIND = "SELECT * FROM group_conversation_windows WHERE id = ANY($1::bigint[])"

_SETTLE = """
UPDATE group_conversation_windows SET status = $2, failure_reason = $3, updated_at = now()
WHERE id = $1 RETURNING id
"""

# The row's lock makes two askers take turns, so that the second finds the first one's request.
_LOCK = "SELECT * FROM group_conversation_windows WHERE id = $1 FOR NO KEY UPDATE"
_HAS_JOB = """
SELECT EXISTS (
    SELECT FROM pgqueuer WHERE dedupe_key = $1 AND status IN ('queued', 'picked'))
"""
_REQUEST = """
UPDATE group_conversation_windows
SET version = version + 1, status = 'queued', failure_reason = NULL, request = $2,
    updated_at = now()
WHERE id = $1
RETURNING version
"""

_EXTENT = """
SELECT min(sent_at), max(sent_at) FROM group_messages WHERE group_id = $1 AND deleted_at IS NULL
"""

_HAS_REASON = frozenset({WindowStatus.FAILED, WindowStatus.SKIPPED})
_ENDED = _HAS_REASON | {WindowStatus.COMPLETED}


class Windows:
    """The port ``WindowBook``."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool = pool
        self._outbox = outbox

    async def ensure(
        self, tenant: TenantId, group: GroupId, spans: Sequence[Span]
    ) -> Sequence[Window]:
        async with tenant_transaction(self._pool, tenant) as connection:
            await lock_group(connection, group)
            found, ready = await ensure_windows(
                connection, tenant, [(group, span) for span in spans]
            )
            await self._outbox.append(connection, ready)
        return found

    async def get(self, tenant: TenantId, window: WindowId) -> Window:
        found = await self.find(tenant, [window])
        if not found:
            raise _unknown(window)
        return found[0]

    async def find(self, tenant: TenantId, windows: Sequence[WindowId]) -> Sequence[Window]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_FIND, list(windows))
        by_id = {row["id"]: _window(row) for row in rows}
        return [by_id[window] for window in windows if window in by_id]

    async def settle(
        self, tenant: TenantId, window: WindowId, status: WindowStatus, reason: str | None
    ) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            kept = reason if status in _HAS_REASON else None
            if await connection.fetchval(_SETTLE, window, status.value, kept) is None:
                raise _unknown(window)

    async def request(
        self,
        tenant: TenantId,
        window: WindowId,
        *,
        fingerprint: str,
        language: Literal["ru", "en"],
        engine: Literal["auto", "rules", "model"],
        channel: str,
        join: bool = False,
    ) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_LOCK, window)
            if row is None:
                raise _unknown(window)
            if row["request"] == fingerprint and await _stands(connection, row):
                return False
            if (
                join
                and WindowStatus(row["status"]) not in _ENDED
                and await _is_awaited(connection, row)
            ):
                return False
            event = DigestGenerateRequested(
                tenant_id=tenant,
                group_id=row["group_id"],
                window_id=window,
                version=await connection.fetchval(_REQUEST, window, fingerprint),
                language=language,
                engine=engine,
                channel=channel,
            )
            await self._outbox.append(connection, [event])
        return True

    async def silent(
        self, tenant: TenantId, group: GroupId, spans: Sequence[Span]
    ) -> Sequence[Span]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(
                _SILENT, group, [span.start for span in spans], [span.end for span in spans]
            )
        return [spans[row["position"] - 1] for row in rows]

    async def extent(self, tenant: TenantId, group: GroupId) -> tuple[datetime, datetime] | None:
        async with tenant_transaction(self._pool, tenant) as connection:
            [(first, last)] = await connection.fetch(_EXTENT, group)
        return None if first is None else (first, last)


async def ensure_windows(
    connection: Connection, tenant: TenantId, wanted: Sequence[tuple[GroupId, Span]]
) -> tuple[list[Window], list[GroupWindowReady]]:
    """Find or add windows of groups that the caller's transaction has locked.

    Returns:
        The windows, as they were named, and the events of the new ones, for the caller to record.
    """
    rows = await connection.fetch(
        _ENSURE,
        tenant,
        [group for group, _ in wanted],
        [span.start for _, span in wanted],
        [span.end for _, span in wanted],
        [span.size.value for _, span in wanted],
    )
    return [_window(row) for row in rows], [_ready(row) for row in rows if row["new"]]


async def _stands(connection: Connection, row: asyncpg.Record) -> bool:
    """Whether the window's last request was answered, or will be."""
    status = WindowStatus(row["status"])
    if status in _ENDED:
        return status is not WindowStatus.FAILED
    return await _is_awaited(connection, row)


async def _is_awaited(connection: Connection, row: asyncpg.Record) -> bool:
    """Whether the window's last request is still queued or being answered."""
    if row["failure_reason"] == STOPPED:
        return False  # its job may still be there, and ends without an answer
    job = dedupe_key(DigestGenerateRequested.name, f"{row['id']}:{row['version']}")
    return bool(await connection.fetchval(_HAS_JOB, job))


def _window(row: asyncpg.Record) -> Window:
    return Window(
        id=row["id"],
        group_id=row["group_id"],
        span=Span(row["starts_at"], row["ends_at"], WindowSize(row["size_hours"])),
        status=WindowStatus(row["status"]),
        reason=row["failure_reason"],
        version=row["version"],
    )


def _ready(row: asyncpg.Record) -> GroupWindowReady:
    return GroupWindowReady(
        tenant_id=row["tenant_id"],
        group_id=row["group_id"],
        window_id=row["id"],
        start=row["starts_at"],
        end=row["ends_at"],
        size_hours=row["size_hours"],
    )


def _unknown(window: WindowId) -> NotFoundError:
    return NotFoundError(f"this tenant has no window {window}")
