"""Who waits for an order beside the one who ordered it, in the caller's transaction."""

from collections.abc import Sequence

from pipeline.groups.models import PersonId
from pipeline.orders.models import Order, OrderId, OrderState
from storage.postgres.connection import Connection
from storage.postgres.order_rows import Entry, Identity, adopt, to_order

# Whoever waits already keeps their place.
_JOIN = """
UPDATE digest_orders
SET joined = CASE WHEN ordered_by = $2 OR $2 = ANY (joined) THEN joined
        ELSE array_append(joined, $2) END,
    withdrawn = array_remove(withdrawn, $2)
WHERE id = $1 AND settled_at IS NULL
RETURNING *
"""

# The next one takes the place of who ordered it; a chat is nobody.
_WITHDRAW = """
UPDATE digest_orders
SET ordered_by = CASE WHEN ordered_by = $2 AND joined <> '{}'
        THEN CASE WHEN joined[1] > 0 THEN joined[1] END ELSE ordered_by END,
    joined = CASE WHEN ordered_by = $2 THEN joined[2:] ELSE array_remove(joined, $2) END,
    withdrawn = array_append(withdrawn, $2),
    state = CASE WHEN ordered_by = $2 AND joined = '{}' THEN 'stopped' ELSE state END,
    settled_at = CASE WHEN ordered_by = $2 AND joined = '{}' THEN now() END
WHERE id = $1 AND settled_at IS NULL AND (ordered_by = $2 OR $2 = ANY (joined))
RETURNING *
"""


async def join(connection: Connection, order: OrderId, person: PersonId) -> Order | None:
    row = await connection.fetchrow(_JOIN, order, person)
    return None if row is None else to_order(row)


async def withdraw(connection: Connection, order: OrderId, person: PersonId) -> Order | None:
    row = await connection.fetchrow(_WITHDRAW, order, person)
    return None if row is None else to_order(row)


async def share(
    connection: Connection, placed: dict[Identity, Order], entries: Sequence[Entry]
) -> dict[Identity, Order]:
    """Let whoever wants what waits already wait with it.

    One without a message gets the one that was brought for it.
    """
    brought: dict[int, int] = {}
    changed: dict[int, Order] = {}
    for entry in entries:
        order, new = placed[entry.identity], entry.new
        if order.state is not OrderState.WAITING:
            continue
        if order.message_id is None and new.message_id is not None:
            brought.setdefault(order.id, new.message_id)
        if new.waiter is not None and new.waiter != order.ordered_by:
            joined = await join(connection, order.id, new.waiter)
            changed |= {} if joined is None else {joined.id: joined}
    if brought:
        changed |= {each.id: each for each in await adopt(connection, brought)}
    return {identity: changed.get(order.id, order) for identity, order in placed.items()}
