"""Due subscriptions of many tenants become orders in one transaction, by a few statements for all.

The statements are functions of the database that go from tenant to tenant: what they read and
write under each is that tenant's alone. Between them every push is decided upon here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from pipeline.events.groups import GroupWindowReady
from pipeline.ingest.models import TenantId
from pipeline.orders.models import Order, OrderState
from pipeline.schedules.models import Due, Slot, Subscription
from pipeline.schedules.ports import Decide
from storage.postgres import order_rows
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import translated
from storage.postgres.outbox import Outbox
from storage.postgres.subscription_rows import to_subscription

MISSED = "missed"
"""The reason of an order whose slot fell due while nobody was there."""

LOCK_SECONDS = 2.0
"""How long a claim waits for one who writes in a group: others wait for the claim meanwhile."""

_HURRY = """
SELECT set_config('synchronous_commit', 'off', true), set_config('lock_timeout', $1, true)
"""
_CLAIM = "SELECT * FROM claim_subscriptions($1, $2, $3)"
_FILL = "SELECT * FROM fill_slots($1, $2, $3, $4, $5, $6, $7, $8)"
_MOVE_ON = "SELECT move_subscriptions_on($1, $2, $3)"


@dataclass(frozen=True, slots=True)
class _Wanted:
    subscription: Subscription
    slot: Slot
    reason: str | None


async def claim_due(
    pool: Pool,
    outbox: Outbox,
    tenants: Sequence[TenantId],
    now: datetime,
    decide: Decide,
    *,
    limit: int,
    lock_seconds: float = LOCK_SECONDS,
) -> list[Order]:
    """See ``SubscriptionBook``. It does not wait for the disk.

    What the server might forget with it came after it, and is forgotten as well: then all of it
    is due once more. Whatever was sent waited for the disk, and so for this too.

    Raises:
        DatabaseUnavailableError: The connection was lost or could not be made.
        asyncpg.LockNotAvailableError: Somebody held a group for longer than ``lock_seconds``.
    """
    with translated():
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(_HURRY, f"{lock_seconds * 1000:.0f}ms")
            rows = await connection.fetch(_CLAIM, tenants, now, limit)
            decisions = [(found, decide(found)) for found in map(to_subscription, rows)]
            orders = await _fill_slots(connection, outbox, decisions)
            await connection.execute(
                _MOVE_ON,
                [found.tenant for found, _ in decisions],
                [found.id for found, _ in decisions],
                [due.next_due_at for _, due in decisions],
            )
    return orders


async def _fill_slots(
    connection: Connection, outbox: Outbox, decisions: Sequence[tuple[Subscription, Due]]
) -> list[Order]:
    """Write what has no order yet and announce it."""
    wanted = [
        _Wanted(found, slot, reason)
        for found, due in decisions
        for reason, slots in ((None, due.push), (MISSED, due.missed))
        for slot in slots
    ]
    if not wanted:
        return []
    # In the order in which groups are locked everywhere; of one group, as they were claimed.
    wanted.sort(key=lambda each: (each.subscription.tenant, each.subscription.group_id))
    rows = await connection.fetch(_FILL, *zip(*map(_columns, wanted), strict=True))
    filled = [(wanted[row["place"] - 1], row) for row in rows]
    orders = [_order(each, row) for each, row in filled]
    opened = [_ready(each, row) for each, row in filled if row["opened"]]
    announced = [*opened, *order_rows.ordered(orders), *order_rows.settled(orders)]
    await outbox.append_of_many(connection, announced)
    return orders


def _columns(wanted: _Wanted) -> tuple[object, ...]:
    found, slot = wanted.subscription, wanted.slot
    return (
        found.tenant,
        found.group_id,
        found.id,
        slot.key,
        slot.span.start,
        slot.span.end,
        slot.span.size.value,
        wanted.reason,
    )


def _order(wanted: _Wanted, row: asyncpg.Record) -> Order:
    found = wanted.subscription
    return Order(
        id=row["order_id"],
        tenant=found.tenant,
        group_id=found.group_id,
        window_id=row["window_id"],
        destination=found.destination,
        language=found.language,
        engine="auto",
        state=OrderState.WAITING if wanted.reason is None else OrderState.SKIPPED,
        created_at=row["created_at"],
        ordered_by=found.person,
        subscription=found.id,
        slot=wanted.slot.key,
        reason=wanted.reason,
    )


def _ready(wanted: _Wanted, row: asyncpg.Record) -> GroupWindowReady:
    span = wanted.slot.span
    return GroupWindowReady(
        tenant_id=wanted.subscription.tenant,
        group_id=wanted.subscription.group_id,
        window_id=row["window_id"],
        start=span.start,
        end=span.end,
        size_hours=span.size.value,
    )
