"""Orders that ended with a dead letter wait again, in the transaction that replays it."""

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError

from pipeline.events.catalogue import EVENTS
from pipeline.events.models import Event
from pipeline.orders.models import Order
from pipeline.orders.reopening import Ended, ended_with
from storage.postgres import order_rows
from storage.postgres.connection import Connection
from storage.postgres.groups import lock_group
from storage.postgres.order_rows import Identity, to_order
from storage.postgres.queue import unpack

_EVENTS: Final = {event.name: event for event in EVENTS}

_ENDED = """
SELECT * FROM digest_orders
WHERE window_id = $1 AND state = $2 AND reason = $3 AND ($4::bigint IS NULL OR id = $4)
ORDER BY id
"""

_REOPEN = """
UPDATE digest_orders
SET state = 'waiting', reason = NULL, settled_at = NULL, told_at = NULL, replays = replays + 1
WHERE id = ANY ($1::bigint[])
RETURNING *
"""


async def reopen_orders(connection: Connection, event: str, payload: bytes) -> Sequence[Order]:
    """Let orders wait again that ended when this job could not be handled.

    Where the same is waited for at the same place by now, nobody waits for it twice: of several
    alike the last one is reopened, and none if another one waits.
    """
    reopened: list[Order] = []
    for each in events_of(event, payload):
        ended = ended_with(each)
        if ended is not None:
            reopened += await _reopen(connection, ended)
    return reopened


async def _reopen(connection: Connection, ended: Ended) -> list[Order]:
    found = await connection.fetch(
        _ENDED, ended.window, ended.state.value, ended.reason, ended.order
    )
    if not found:
        return []
    # As who places an order does, so that nobody places one alike meanwhile.
    await lock_group(connection, ended.group)
    waiting = await order_rows.alike(connection, {ended.window})
    chosen: dict[Identity, Order] = {
        order_rows.identity(order): order for order in map(to_order, found)
    }
    wanted = [order.id for identity, order in chosen.items() if identity not in waiting]
    return [to_order(row) for row in await connection.fetch(_REOPEN, wanted)]


def events_of(event: str, payload: bytes) -> list[Event]:
    """The job's events; none of a job that could not be read: it dies of that again."""
    if event not in _EVENTS:
        return []
    try:
        return [_EVENTS[event].model_validate(each) for each in unpack(payload)]
    except (ValidationError, KeyError, TypeError, ValueError):
        return []
