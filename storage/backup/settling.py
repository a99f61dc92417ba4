"""What was under way at the moment of a backup is over when it is restored.

The installation that went on after the backup answered, delivered and pushed. To do that again
would say things twice, so what was open is closed and nobody is told of it: most of it was done,
and of the rest nobody knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import asyncpg

from pipeline.events.orders import DigestDeliveryDue, DigestOrderSettled
from pipeline.schedules.rules import due
from storage.backup.catalog import tables
from storage.backup.loading import unguarded
from storage.postgres.connection import Connection
from storage.postgres.subscription_rows import to_subscription

RESTORED = "restored"
"""Why an order was skipped that a backup caught waiting."""

_ORDERS = """
UPDATE digest_orders
SET state = 'skipped', reason = $1, settled_at = now(), told_at = coalesce(told_at, now())
WHERE state = 'waiting'
"""
# What was answered is deleted with its receipt, here as everywhere.
_SENDS = """
DELETE FROM conversation_sends AS sent USING conversation_ledger AS entry
WHERE entry.receipt_at IS NULL AND (sent.actor, sent.device, sent.client_seq)
    = (entry.actor, entry.device, entry.client_seq)
"""
_MESSAGES = """
UPDATE conversation_ledger
SET receipt_at = greatest(accepted_at, $1), kind = 'silent', payload = NULL, working_at = NULL
WHERE receipt_at IS NULL
"""
# Runs, threads and corrections are looked at again: they send nothing, or edit what is there.
_JOBS = "DELETE FROM pgqueuer WHERE entrypoint = ANY ($1::text[])"
_SENDING = (DigestDeliveryDue.name, DigestOrderSettled.name)

_DUE = """
SELECT * FROM subscriptions WHERE enabled AND next_due_at <= $1 AND id > $2
ORDER BY id LIMIT 1000
"""
_MOVE_ON = """
UPDATE subscriptions AS known SET next_due_at = moved.moment
FROM unnest($1::bigint[], $2::timestamptz[]) AS moved (id, moment) WHERE known.id = moved.id
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """How much of each was open."""

    orders: int
    messages: int
    jobs: int
    schedules: int


async def settle(connection: Connection, taken_at: datetime) -> Settled:
    """Close what is open, as the owner, in the caller's transaction.

    Args:
        connection: Of the owner.
        taken_at: When the backup was taken: what was open then counts as answered then.
    """
    now = await connection.fetchval("SELECT now()")
    async with unguarded(connection, await tables(connection)):
        orders = await connection.execute(_ORDERS, RESTORED)
        await connection.execute(_SENDS)
        messages = await connection.execute(_MESSAGES, taken_at)
        jobs = await connection.execute(_JOBS, _SENDING)
        schedules = await _move_on(connection, now)
    return Settled(_count(orders), _count(messages), _count(jobs), schedules)


async def _move_on(connection: Connection, now: datetime) -> int:
    """Let what fell due meanwhile be over, be it missed or not."""
    moved, last = 0, 0
    while rows := await connection.fetch(_DUE, now, last):
        last = rows[-1]["id"]
        following = dict(_following(rows, now))
        await connection.execute(_MOVE_ON, [*following], [*following.values()])
        moved += len(following)
    return moved


def _following(rows: list[asyncpg.Record], now: datetime) -> Iterator[tuple[int, datetime]]:
    for row in rows:
        subscription = to_subscription(row)
        try:
            yield subscription.id, due(subscription, now, timedelta(0)).next_due_at
        except (ValueError, ZoneInfoNotFoundError):
            continue  # the scheduler says what is wrong with it


def _count(status: str) -> int:
    """Of ``UPDATE 17``."""
    return int(status.rpartition(" ")[2])
