"""Orders come to their end, and whoever waited is told, in the caller's transaction."""

from collections.abc import Sequence

import asyncpg

from pipeline.digest.request import Language
from pipeline.orders.dropping import Left
from pipeline.orders.models import Order, OrderId, OrderState
from pipeline.windows.models import WindowId
from storage.postgres import order_rows
from storage.postgres.connection import Connection
from storage.postgres.order_rows import to_order
from storage.postgres.outbox import Outbox

# Not by the state, for the planner might then read all that waits to find a few by their ids.
_SETTLE = """
UPDATE digest_orders SET state = $2, reason = $3, settled_at = now()
WHERE id = ANY($1::bigint[])
    AND (settled_at IS NULL OR (reason = 'given_up' AND $2 = 'delivered'))
RETURNING *
"""

# One that is released by somebody else at this moment is seen with its digest, and left alone.
_SETTLE_WANTED = """
UPDATE digest_orders SET state = $2, reason = $3, settled_at = now()
WHERE window_id = $1 AND state = 'waiting' AND digest_id IS NULL
    AND ($4::text IS NULL OR language = $4)
RETURNING *
"""

_LANGUAGE = "SELECT language FROM group_digests WHERE id = $1"


async def settle(
    connection: Connection,
    outbox: Outbox,
    orders: Sequence[OrderId],
    state: OrderState,
    reason: str | None,
) -> Sequence[Order]:
    """End these orders; those that have come to an end stay as they are."""
    rows = await connection.fetch(_SETTLE, sorted(orders), state.value, reason)
    return await _announced(connection, outbox, rows)


async def settle_wanted(
    connection: Connection,
    outbox: Outbox,
    window: WindowId,
    state: OrderState,
    reason: str | None,
    *,
    language: Language | None = None,
) -> Sequence[Order]:
    """End the orders that wait for the window's digest, in one language or in all."""
    rows = await connection.fetch(_SETTLE_WANTED, window, state.value, reason, language)
    return await _announced(connection, outbox, rows)


async def settle_left(connection: Connection, outbox: Outbox, left: Left) -> None:
    """End what would wait for ever."""
    if left.order is not None:
        await settle(connection, outbox, [left.order], left.state, left.reason)
    if left.window is not None:
        language = None
        if left.digest is not None:
            language = await connection.fetchval(_LANGUAGE, left.digest)
        await settle_wanted(
            connection, outbox, left.window, left.state, left.reason, language=language
        )


async def _announced(
    connection: Connection, outbox: Outbox, rows: Sequence[asyncpg.Record]
) -> Sequence[Order]:
    ended = sorted(map(to_order, rows), key=lambda order: order.id)
    await outbox.append(connection, order_rows.settled(ended))
    return ended
