from collections.abc import Sequence
from datetime import datetime

import asyncpg

from pipeline.digest.models import DigestId
from pipeline.digest.request import Engine, Language
from pipeline.events.models import DigestDeliveryDue
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import NewOrder, Order, OrderId, OrderState
from pipeline.windows.models import Span, WindowId
from storage.postgres import order_rows
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import NotFoundError
from storage.postgres.groups import lock_group
from storage.postgres.order_rows import Entry, Identity, to_order
from storage.postgres.outbox import Outbox
from storage.postgres.tenant import tenant_transaction
from storage.postgres.windows import ensure_windows

_GET = "SELECT * FROM digest_orders WHERE id = $1"

_WAITING = """
SELECT * FROM digest_orders
WHERE window_id = $1 AND state = 'waiting' AND language = $2 AND engine = $3
ORDER BY id
"""

_WANTED = """
SELECT DISTINCT language, engine FROM digest_orders
WHERE window_id = $1 AND state = 'waiting' AND digest_id IS NULL
"""

_RELEASE = """
UPDATE digest_orders SET digest_id = $4
WHERE window_id = $1 AND state = 'waiting' AND language = $2 AND engine = $3
    AND digest_id IS NULL
RETURNING id, tenant_id, group_id, window_id, digest_id
"""

# Not by the state, for the planner might then read all that waits to find a few by their ids.
_SETTLE = """
UPDATE digest_orders SET state = $2, reason = $3, settled_at = now()
WHERE id = ANY($1::bigint[]) AND settled_at IS NULL
RETURNING *
"""

_CLAIM_NOTICE = """
UPDATE digest_orders SET told_at = now() WHERE id = $1 AND told_at IS NULL RETURNING id
"""

_OF_GROUP = """
SELECT * FROM digest_orders WHERE group_id = $1 AND created_at >= $2
ORDER BY created_at DESC, id DESC LIMIT $3
"""

_OF_DIGEST = "SELECT * FROM digest_orders WHERE digest_id = $1 ORDER BY id"


class Orders:
    """The port ``OrderBook``."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool = pool
        self._outbox = outbox

    async def place(
        self, tenant: TenantId, group: GroupId, span: Span, orders: Sequence[NewOrder]
    ) -> Sequence[Order]:
        """See the port. Who asks for the same group's digests takes turns.

        Raises:
            NotFoundError: The tenant has no such group.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            await lock_group(connection, group)
            [window], ready = await ensure_windows(connection, tenant, [(group, span)])
            entries = [Entry(window, new) for new in orders]
            known = await _known(connection, entries)
            missing = [entry for entry in entries if entry.identity not in known]
            added = await order_rows.add(connection, tenant, missing)
            placed = await _with_messages(connection, known | added, entries)
            await self._outbox.append(connection, [*ready, *order_rows.ordered(added.values())])
        return [placed[entry.identity] for entry in entries]

    async def get(self, tenant: TenantId, order: OrderId) -> Order:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_GET, order)
        if row is None:
            raise NotFoundError(f"this tenant has no order {order}")
        return to_order(row)

    async def waiting(
        self, tenant: TenantId, window: WindowId, language: Language, engine: Engine
    ) -> Sequence[Order]:
        return await self._fetch(tenant, _WAITING, window, language, engine)

    async def wanted(
        self, tenant: TenantId, window: WindowId
    ) -> Sequence[tuple[Language, Engine]]:
        """See the port. An order that was released has what it wants."""
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_WANTED, window)
        return sorted((row["language"], row["engine"]) for row in rows)

    async def release(
        self,
        tenant: TenantId,
        window: WindowId,
        language: Language,
        engine: Engine,
        digest: DigestId,
    ) -> int:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_RELEASE, window, language, engine, digest)
            await self._outbox.append(connection, [_due(row) for row in rows])
        return len(rows)

    async def settle(
        self,
        tenant: TenantId,
        orders: Sequence[OrderId],
        state: OrderState,
        reason: str | None = None,
    ) -> Sequence[Order]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_SETTLE, sorted(orders), state.value, reason)
            ended = sorted(map(to_order, rows), key=lambda order: order.id)
            await self._outbox.append(connection, order_rows.settled(ended))
        return ended

    async def claim_notice(self, tenant: TenantId, order: OrderId) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await connection.fetchval(_CLAIM_NOTICE, order) is not None

    async def of_group(
        self, tenant: TenantId, group: GroupId, *, since: datetime, limit: int
    ) -> Sequence[Order]:
        return await self._fetch(tenant, _OF_GROUP, group, since, limit)

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[Order]:
        return await self._fetch(tenant, _OF_DIGEST, digest)

    async def _fetch(self, tenant: TenantId, query: str, *arguments: object) -> list[Order]:
        async with tenant_transaction(self._pool, tenant) as connection:
            return [to_order(row) for row in await connection.fetch(query, *arguments)]


async def _known(connection: Connection, entries: Sequence[Entry]) -> dict[Identity, Order]:
    known = await order_rows.alike(connection, {entry.window.id for entry in entries})
    slots = [
        (entry.new.subscription, entry.new.slot)
        for entry in entries
        if entry.new.subscription is not None and entry.new.slot is not None
    ]
    return known | await order_rows.of_slots(connection, slots) if slots else known


async def _with_messages(
    connection: Connection, placed: dict[Identity, Order], entries: Sequence[Entry]
) -> dict[Identity, Order]:
    """Give waiting orders without a message the one that was brought for them."""
    brought: dict[int, int] = {}
    for entry in entries:
        order, message = placed[entry.identity], entry.new.message_id
        wants = order.state is OrderState.WAITING and order.message_id is None
        if wants and message is not None:
            brought.setdefault(order.id, message)
    if not brought:
        return placed
    adopted = {order.id: order for order in await order_rows.adopt(connection, brought)}
    return {identity: adopted.get(order.id, order) for identity, order in placed.items()}


def _due(row: asyncpg.Record) -> DigestDeliveryDue:
    return DigestDeliveryDue(
        tenant_id=row["tenant_id"],
        group_id=row["group_id"],
        window_id=row["window_id"],
        digest_id=row["digest_id"],
        order_id=row["id"],
    )
