from collections.abc import Sequence

from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import Order, OrderId
from storage.postgres.connection import Pool
from storage.postgres.errors import translated
from storage.postgres.order_rows import to_order
from storage.postgres.tenant import tenant_transaction

_TENANTS = "SELECT tenant_id FROM tenants_shut_out($1) ORDER BY tenant_id"

# A private chat has the id of its person.
_UNTOLD = """
SELECT * FROM digest_orders
WHERE chat_id = $1 AND state = 'undeliverable' AND told_at IS NULL
    AND via = 'chat' AND reason = 'blocked' AND digest_id IS NOT NULL
ORDER BY chat_id, id
"""

_LAST = """
SELECT * FROM digest_orders
WHERE chat_id = $1 AND state = 'undeliverable' AND group_id = $2
    AND via = 'chat' AND reason = 'blocked' AND digest_id IS NOT NULL
ORDER BY chat_id DESC, id DESC LIMIT 1
"""

_MARK_TOLD = "UPDATE digest_orders SET told_at = now() WHERE id = ANY ($1::bigint[])"


class OrdersShutOut:
    """The port ``MissedOrders``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def untold(self, person: PersonId) -> Sequence[Order]:
        with translated():
            async with self._pool.acquire() as connection:
                tenants = await connection.fetch(_TENANTS, person)
        found: list[Order] = []
        for row in tenants:
            async with tenant_transaction(self._pool, row["tenant_id"]) as connection:
                found += map(to_order, await connection.fetch(_UNTOLD, person))
        return sorted(found, key=lambda order: (order.created_at, order.id))

    async def mark_told(self, tenant: TenantId, orders: Sequence[OrderId]) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_MARK_TOLD, sorted(orders))

    async def last_of_group(
        self, tenant: TenantId, group: GroupId, person: PersonId
    ) -> Order | None:
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(_LAST, person, group)
        return None if row is None else to_order(row)
