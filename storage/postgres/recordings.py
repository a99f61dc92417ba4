"""Voice messages and video notes that wait to be text, and the text as it is written."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import asyncpg
import orjson

from pipeline.events.groups import GroupMessageTranscribed
from pipeline.ingest.models import Heard, TenantId, Transport
from pipeline.recordings.models import Claim, Claimed, GivenUp, Wanted
from pipeline.windows.models import WindowId
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import translated
from storage.postgres.groups import lock_group
from storage.postgres.outbox import Outbox
from storage.postgres.tenant import tenant_transaction
from storage.postgres.tombstones import lock_messages

YOUNG: Final = timedelta(minutes=2)
"""A recording that came longer ago is not waited for: nobody listens, or it goes badly."""

_TENANTS = "SELECT tenant_id FROM tenants_with_recordings($1)"

_TAKE_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('alfred:recordings:' || $1, 0))"

_SPENT = """
SELECT coalesce(sum(seconds), 0)::bigint FROM recordings
WHERE tenant_id = $1 AND begun_at > now() - interval '24 hours' AND transport <> 'export'
"""

# What was begun counts already, however often it is tried. Locked rows keep their places.
_DUE = """
SELECT ctid AS place, seconds, begun_at IS NOT NULL AS begun FROM recordings
WHERE tenant_id = $1 AND transport = $2 AND state = 'waiting' AND next_at <= now()
    AND ($4::bigint IS NULL OR group_id = $4 AND sent_at >= $5 AND sent_at < $6)
ORDER BY next_at, sent_at, message_id
LIMIT $3
FOR UPDATE SKIP LOCKED
"""

_CLAIM = """
UPDATE recordings AS recording
SET claim = gen_random_uuid(), attempts = attempts + 1, next_at = now() + $2::interval,
    begun_at = coalesce(begun_at, now())
WHERE recording.ctid = ANY ($1::tid[])
RETURNING recording.claim, recording.group_id, recording.message_id, recording.handle,
    recording.seconds, recording.attempts,
    (SELECT language FROM groups WHERE groups.id = recording.group_id) AS language
"""

_REFUSE = """
UPDATE recordings SET state = 'given_up', fault = 'quota', handle = NULL, claim = NULL
WHERE ctid = ANY ($1::tid[])
"""

_MESSAGE = "SELECT message_id FROM recordings WHERE claim = $1"

_SETTLE = """
UPDATE recordings SET state = $2, fault = $3, handle = NULL, claim = NULL WHERE claim = $1
RETURNING message_id
"""

# Without a claim nobody gets here: it goes with a deletion, and with another recording. BETWEEN
# and ORDER BY as in ``messages._ACCEPT``; the row is locked before, and keeps its place.
_TELL = """
UPDATE group_messages AS message
SET heard = $3, text = concat_ws(E'\\n', nullif(text, ''), $4::text)
FROM (
    SELECT ctid FROM group_messages
    WHERE group_id = $1 AND message_id BETWEEN $2 AND $2 AND deleted_at IS NULL
    ORDER BY message_id LIMIT 1
) AS found
WHERE message.ctid = found.ctid
"""

_KEEP = "UPDATE recordings SET next_at = now() + $2::interval WHERE claim = $1"

_PUT_BACK = """
UPDATE recordings
SET claim = NULL, next_at = now() + $2::interval, attempts = attempts - $3::integer
WHERE claim = $1
"""

_AWAITED = """
SELECT count(*)
FROM (
    SELECT group_id, starts_at, ends_at FROM group_conversation_windows
    WHERE id BETWEEN $1 AND $1 ORDER BY id LIMIT 1
) AS book
CROSS JOIN LATERAL (
    SELECT FROM recordings
    WHERE group_id = book.group_id AND sent_at >= book.starts_at AND sent_at < book.ends_at
        AND state = 'waiting' AND created_at > now() - $2::interval
        AND (claim IS NOT NULL OR next_at <= now())
    ORDER BY sent_at
) AS young
"""

_Place = tuple[int, int]
"""A row's place in its table."""


class StoredRecordings:
    """The port ``Recordings``."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool = pool
        self._outbox = outbox

    async def tenants_due(self, transport: Transport) -> Sequence[TenantId]:
        with translated():
            rows = await self._pool.fetch(_TENANTS, transport.value)
        return sorted(TenantId(row["tenant_id"]) for row in rows)

    async def claim(self, tenant: TenantId, wanted: Wanted) -> Claimed:
        """See the port. Where there is a quota, the claims of one tenant take turns."""
        async with tenant_transaction(self._pool, tenant) as connection:
            left = await _left(connection, tenant, wanted.daily)
            span = wanted.span or (None, None, None)
            due = await connection.fetch(_DUE, tenant, wanted.transport.value, wanted.limit, *span)
            taken, refused = _within(due, left)
            if refused:
                await connection.execute(_REFUSE, refused)
            rows = await connection.fetch(_CLAIM, taken, wanted.lease) if taken else []
        return Claimed(tuple(_claim(tenant, row) for row in rows), len(refused))

    async def tell(self, claim: Claim, heard: Heard) -> bool:
        """See the port. Whoever stores messages of the group waits for it, or is waited for."""
        told = {"text": heard.text, "confidence": heard.confidence, "unsure": heard.unsure}
        async with tenant_transaction(self._pool, claim.tenant) as connection:
            await lock_group(connection, claim.group)
            # First the message and then its recording, as whoever deletes them goes.
            message = await connection.fetchval(_MESSAGE, claim.id)
            if message is None:
                return False
            await lock_messages(connection, [claim.group], [message])
            if await connection.fetchval(_SETTLE, claim.id, "heard", None) is None:
                return False
            await connection.execute(
                _TELL, claim.group, message, orjson.dumps(told).decode(), heard.text
            )
            event = GroupMessageTranscribed(
                tenant_id=claim.tenant,
                group_id=claim.group,
                message_id=message,
                hearing=claim.id,
            )
            await self._outbox.append(connection, [event])
        return True

    async def give_up(self, claim: Claim, why: GivenUp) -> bool:
        async with tenant_transaction(self._pool, claim.tenant) as connection:
            message = await connection.fetchval(_SETTLE, claim.id, "given_up", why.value)
        return message is not None

    async def keep(self, claim: Claim, lease: timedelta) -> None:
        async with tenant_transaction(self._pool, claim.tenant, durable=False) as connection:
            await connection.execute(_KEEP, claim.id, lease)

    async def put_back(self, claim: Claim, after: timedelta, *, counted: bool) -> None:
        async with tenant_transaction(self._pool, claim.tenant) as connection:
            await connection.execute(_PUT_BACK, claim.id, after, int(not counted))

    async def awaited(self, tenant: TenantId, window: WindowId) -> int:
        async with tenant_transaction(self._pool, tenant) as connection:
            return int(await connection.fetchval(_AWAITED, window, YOUNG))


async def _left(connection: Connection, tenant: TenantId, daily: int | None) -> int | None:
    """Seconds of speech that the tenant may still have heard; None for any."""
    if daily is None:
        return None
    await connection.execute(_TAKE_TURN, str(tenant))
    return daily - int(await connection.fetchval(_SPENT, tenant))


def _within(due: Sequence[asyncpg.Record], left: int | None) -> tuple[list[_Place], list[_Place]]:
    """Where those are that the quota allows, in their order, and those that it does not."""
    taken: list[_Place] = []
    refused: list[_Place] = []
    for row in due:
        cost = 0 if row["begun"] or left is None else row["seconds"]
        if left is not None and cost > left:
            refused.append(row["place"])
            continue
        taken.append(row["place"])
        left = left and left - cost
    return taken, refused


def _claim(tenant: TenantId, row: asyncpg.Record) -> Claim:
    return Claim(
        id=row["claim"],
        tenant=tenant,
        group=row["group_id"],
        message=row["message_id"],
        handle=row["handle"],
        seconds=row["seconds"],
        language=row["language"],
        attempts=row["attempts"],
    )
