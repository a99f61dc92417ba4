"""Passages of the talk and their vectors. The tables are there only where pgvector is."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

import orjson

from pipeline.alfred.rules.surroundings import Remark
from pipeline.embedding.models import Embedded, Reached, VectorSpace, Waiting
from pipeline.ingest.models import AuthorId, GroupId, TenantId
from storage.postgres.connection import Connection, Pool, own_connection
from storage.postgres.errors import NotFoundError, translated
from storage.postgres.locks import try_lock
from storage.postgres.remark_rows import to_remark
from storage.postgres.tenant import tenant_transaction

LOCK: Final = "alfred:embedding"
KNOWN: Final = 2_000
"""Messages in which people's names are looked for, beside those that are embedded."""

_READY = "SELECT to_regclass('public.group_passages') IS NOT NULL"

_UNCOVERED = "SELECT tenant_id, id FROM groups_without_passages($1, $2, $3)"

_WAITING = """
SELECT group_id, message_id, thread_id, author_id, author_name, text, sent_at,
    heard IS NOT NULL AS spoken, details -> 'mentions' AS mentions
FROM group_messages AS said
WHERE group_id = $1 AND thread_id IS NOT NULL AND deleted_at IS NULL AND aside IS NULL
    AND (sent_at, message_id) < (coalesce($4::timestamptz, 'infinity'), $5::bigint)
    AND NOT EXISTS (
        SELECT FROM group_passage_messages AS held
        LEFT JOIN group_passages AS told
            ON told.group_id = held.group_id AND told.id = held.passage_id
        WHERE held.group_id = said.group_id AND held.message_id = said.message_id
            AND (held.passage_id IS NULL OR told.model = $2 AND told.dimension = $3))
ORDER BY sent_at DESC, message_id DESC LIMIT $6
"""

_PEOPLE = """
SELECT author_id, author_name
FROM group_messages
WHERE group_id = $1 AND sent_at <= $2
ORDER BY sent_at DESC, message_id DESC LIMIT $3
"""

_SALT = "SELECT pseudonym_salt FROM groups WHERE id = $1"

# In the order in which whoever stores or deletes messages locks them.
_LOCK = """
SELECT stored.message_id, encode(sha256(convert_to(stored.text, 'UTF8')), 'hex') AS digest
FROM unnest($2::bigint[]) AS wanted (message_id)
CROSS JOIN LATERAL (
    SELECT message_id, text, deleted_at, aside FROM group_messages
    WHERE group_id = $1 AND message_id BETWEEN wanted.message_id AND wanted.message_id
    ORDER BY message_id LIMIT 1
    FOR NO KEY UPDATE
) AS stored
WHERE stored.deleted_at IS NULL AND stored.aside IS NULL
"""

_REPLACE = """
DELETE FROM group_passages WHERE group_id = $1 AND id = ANY (ARRAY(
    SELECT held.passage_id
    FROM unnest($2::bigint[]) AS wanted (message_id)
    CROSS JOIN LATERAL (
        SELECT passage_id FROM group_passage_messages
        WHERE group_id = $1 AND message_id BETWEEN wanted.message_id AND wanted.message_id
        ORDER BY message_id LIMIT 1
    ) AS held))
"""

_ADD = """
INSERT INTO group_passages (
    tenant_id, group_id, model, dimension, first_at, last_at, vector)
VALUES ($1, $2, $3, $4, $5, $6, $7::real[])
RETURNING id
"""

_HOLD = """
INSERT INTO group_passage_messages (tenant_id, group_id, message_id, passage_id)
SELECT $1, $2, held.message_id, held.passage_id
FROM unnest($3::bigint[], $4::bigint[]) AS held (message_id, passage_id)
"""


class Passages:
    """The port ``PassageBook``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def ready(self) -> bool:
        with translated():
            return bool(await self._pool.fetchval(_READY))

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """See the port. Whoever loses the lock with its connection does what is done twice."""
        async with own_connection(self._pool) as connection:
            yield await try_lock(connection, LOCK)

    async def uncovered(
        self, space: VectorSpace, since: datetime
    ) -> Sequence[tuple[TenantId, GroupId]]:
        with translated():
            rows = await self._pool.fetch(_UNCOVERED, space.model, space.dimension, since)
        return [(TenantId(row["tenant_id"]), GroupId(row["id"])) for row in rows]

    async def waiting(
        self,
        tenant: TenantId,
        group: GroupId,
        space: VectorSpace,
        *,
        before: Reached | None,
        limit: int,
    ) -> Waiting:
        """See the port.

        Raises:
            NotFoundError: The tenant has no such group.
        """
        place = before or (None, 0)
        async with tenant_transaction(self._pool, tenant) as connection:
            salt = await connection.fetchval(_SALT, group)
            if salt is None:
                raise NotFoundError(f"this tenant has no group {group}")
            rows = await connection.fetch(
                _WAITING, group, space.model, space.dimension, *place, limit
            )
            latest = rows[0]["sent_at"] if rows else None
            people = await connection.fetch(_PEOPLE, group, latest, KNOWN) if rows else []
        return Waiting(
            remarks=[to_remark(row) for row in rows],
            people=[(AuthorId(row["author_id"]), row["author_name"]) for row in reversed(people)],
            mentions=[name for row in rows for name in orjson.loads(row["mentions"] or "[]")],
            salt=salt.bytes,
        )

    async def add(
        self, tenant: TenantId, group: GroupId, space: VectorSpace, embedded: Sequence[Embedded]
    ) -> int:
        """See the port. One transaction, in which nobody can change the messages."""
        ids = sorted(remark.id for each in embedded for remark in each.remarks)
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_LOCK, group, ids)
            stored = {row["message_id"]: row["digest"] for row in rows}
            kept = [each for each in embedded if _unchanged(each.remarks, stored)]
            replaced = [remark.id for each in kept for remark in each.remarks]
            await connection.execute(_REPLACE, group, replaced)
            for each in kept:
                await _add(connection, tenant, group, space, each)
        return len(kept)


async def _add(
    connection: Connection, tenant: TenantId, group: GroupId, space: VectorSpace, each: Embedded
) -> None:
    passage = None
    if each.vector is not None:
        moments = [remark.sent_at for remark in each.remarks]
        passage = await connection.fetchval(
            _ADD,
            tenant,
            group,
            space.model,
            space.dimension,
            min(moments),
            max(moments),
            list(each.vector),
        )
    ids = [remark.id for remark in each.remarks]
    await connection.execute(_HOLD, tenant, group, ids, [passage] * len(ids))


def _unchanged(remarks: Iterable[Remark], stored: dict[int, str]) -> bool:
    return all(stored.get(remark.id) == _digest(remark.text) for remark in remarks)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
