"""Orders as rows of ``digest_orders``, written by the transaction that found their windows.

The caller's transaction has locked the groups, so that no two place the same order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from pipeline.delivery.models import Destination, Via
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered, DigestOrderSettled
from pipeline.ingest.models import TenantId
from pipeline.orders.models import NewOrder, Order, OrderState
from pipeline.windows.models import Window, WindowId
from storage.postgres.connection import Connection

# What waits in the windows, and what fills the slots. Locked, so that what is found to wait does
# so until the end of the transaction.
_WAITING = """
SELECT found.* FROM unnest($1::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
    SELECT * FROM digest_orders WHERE window_id = wanted.id AND state = 'waiting'
    ORDER BY id FOR NO KEY UPDATE
) AS found
"""
# BETWEEN and ORDER BY leave the planner no other way than the index of slots, whose order that is.
_OF_SLOTS = """
SELECT found.* FROM unnest($1::bigint[], $2::text[]) AS wanted (subscription_id, slot)
CROSS JOIN LATERAL (
    SELECT * FROM digest_orders
    WHERE subscription_id = wanted.subscription_id AND slot BETWEEN wanted.slot AND wanted.slot
    ORDER BY slot LIMIT 1
) AS found
"""

_ADD = """
INSERT INTO digest_orders (
    tenant_id, group_id, window_id, via, chat_id, thread_id, language, engine, ordered_by,
    subscription_id, slot, message_id)
SELECT $1, new.*
FROM unnest(
    $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[],
    $9::bigint[], $10::bigint[], $11::text[], $12::bigint[]
) AS new
RETURNING *
"""

_ADOPT = """
UPDATE digest_orders SET message_id = ($2::bigint[])[array_position($1::bigint[], id)]
WHERE id = ANY ($1)
RETURNING *
"""

Identity = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An order as it is to be written."""

    window: Window
    new: NewOrder

    @property
    def identity(self) -> Identity:
        """What there is one order of: a slot, or who waits for the same at the same place."""
        return _identity(self.window.id, self.new)


async def of_slots(
    connection: Connection, slots: Sequence[tuple[int, str]]
) -> dict[Identity, Order]:
    """The orders that fill slots (subscription and key), by slot."""
    rows = await connection.fetch(
        _OF_SLOTS, [number for number, _ in slots], [slot for _, slot in slots]
    )
    return {(row["subscription_id"], row["slot"]): to_order(row) for row in rows}


async def alike(connection: Connection, windows: Iterable[WindowId]) -> dict[Identity, Order]:
    """What waits in the windows, by what an order without a slot has in common with it.

    Of several alike the first one counts.
    """
    rows = await connection.fetch(_WAITING, sorted(windows))
    return {_likeness(order.window_id, order): order for order in map(to_order, reversed(rows))}


async def known(connection: Connection, entries: Sequence[Entry]) -> dict[Identity, Order]:
    """What there is already of what is to be written, and of other orders of its windows."""
    found = await alike(connection, {entry.window.id for entry in entries})
    slots = [
        (entry.new.subscription, entry.new.slot)
        for entry in entries
        if entry.new.subscription is not None and entry.new.slot is not None
    ]
    return found | await of_slots(connection, slots) if slots else found


async def add(
    connection: Connection, tenant: TenantId, entries: Sequence[Entry]
) -> dict[Identity, Order]:
    """Write orders, each identity once, in one statement."""
    distinct: dict[Identity, Entry] = {}
    for entry in entries:
        distinct.setdefault(entry.identity, entry)
    if not distinct:
        return {}
    columns = zip(*(_columns(entry) for entry in distinct.values()), strict=True)
    rows = await connection.fetch(_ADD, tenant, *columns)
    added = {_identity(order.window_id, order): order for order in map(to_order, rows)}
    return {identity: added[identity] for identity in distinct}


async def adopt(connection: Connection, messages: dict[int, int]) -> Sequence[Order]:
    """Write which message shows the progress of each order."""
    rows = await connection.fetch(_ADOPT, [*messages], [*messages.values()])
    return [to_order(row) for row in rows]


def ordered(orders: Iterable[Order]) -> list[DigestOrdered]:
    """One event for what can be told by one digest, named after the first order of it."""
    first: dict[Identity, Order] = {}
    for order in orders:
        if order.state is OrderState.WAITING:
            first.setdefault((order.window_id, order.language, order.engine), order)
    return [
        DigestOrdered(
            tenant_id=order.tenant,
            group_id=order.group_id,
            window_id=order.window_id,
            language=order.language,
            engine=order.engine,
            order_id=order.id,
        )
        for order in first.values()
    ]


def due(row: asyncpg.Record) -> DigestDeliveryDue:
    """The job of an order that was released."""
    return DigestDeliveryDue(
        tenant_id=row["tenant_id"],
        group_id=row["group_id"],
        window_id=row["window_id"],
        digest_id=row["digest_id"],
        order_id=row["id"],
    )


def settled(orders: Iterable[Order]) -> list[DigestOrderSettled]:
    """One event for each of the orders that came to its end."""
    return [
        DigestOrderSettled(
            tenant_id=order.tenant,
            group_id=order.group_id,
            window_id=order.window_id,
            order_id=order.id,
            state=order.state.value,
            reason=order.reason,
            replays=order.replays,
        )
        for order in orders
        if order.state is not OrderState.WAITING
    ]


def to_order(row: asyncpg.Record) -> Order:
    return Order(
        id=row["id"],
        tenant=row["tenant_id"],
        group_id=row["group_id"],
        window_id=row["window_id"],
        destination=Destination(Via(row["via"]), row["chat_id"], row["thread_id"]),
        language=row["language"],
        engine=row["engine"],
        state=OrderState(row["state"]),
        created_at=row["created_at"],
        ordered_by=row["ordered_by"],
        subscription=row["subscription_id"],
        slot=row["slot"],
        message_id=row["message_id"],
        reason=row["reason"],
        digest_id=row["digest_id"],
        replays=row["replays"],
        joined=tuple(row["joined"]),
        withdrawn=tuple(row["withdrawn"]),
    )


def identity(order: Order) -> Identity:
    """See ``Entry.identity``."""
    return _identity(order.window_id, order)


def _identity(window: WindowId, order: NewOrder | Order) -> Identity:
    if order.subscription is not None:
        return order.subscription, order.slot
    return _likeness(window, order)


def _likeness(window: WindowId, order: NewOrder | Order) -> Identity:
    return window, order.language, order.engine, order.destination


def _columns(entry: Entry) -> tuple[Any, ...]:
    new, destination = entry.new, entry.new.destination
    return (
        entry.window.group_id,
        entry.window.id,
        destination.via.value,
        destination.chat_id,
        destination.thread_id,
        new.language,
        new.engine,
        new.ordered_by,
        new.subscription,
        new.slot,
        new.message_id,
    )
