from collections.abc import Sequence
from datetime import datetime

from pipeline.digest.models import DigestId
from pipeline.digest.request import Engine, Language
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import NewOrder, Order, OrderId, OrderState
from pipeline.windows.models import Span, WindowId
from storage.postgres import order_rows, order_waiters
from storage.postgres.connection import Pool
from storage.postgres.errors import NotFoundError
from storage.postgres.groups import lock_group
from storage.postgres.order_rows import Entry, to_order
from storage.postgres.outbox import Outbox
from storage.postgres.settling import settle, settle_wanted
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

_RELEASE_ONE = """
UPDATE digest_orders SET digest_id = $2 WHERE id = $1
RETURNING *
"""

_CLAIM_NOTICE = """
UPDATE digest_orders SET told_at = now() WHERE id = $1 AND told_at IS NULL RETURNING id
"""

# Two that end at once take turns, so that one of them sees that the other told of it.
_TAKE_TURNS_AT_PLACE = """
SELECT pg_advisory_xact_lock(
    hashtextextended(concat_ws(':', 'switched off', tenant_id, chat_id, thread_id), 0))
FROM digest_orders WHERE id = $1
"""
# What was missed tells nothing of whether digests were on.
_CLAIM_OFF_NOTICE = """
WITH told AS MATERIALIZED (
    SELECT last.* FROM digest_orders AS wanted CROSS JOIN LATERAL (
        SELECT created_at, id FROM digest_orders
        WHERE tenant_id = wanted.tenant_id AND chat_id = wanted.chat_id
            AND thread_id = wanted.thread_id AND reason = 'switched_off' AND told_at IS NOT NULL
        ORDER BY created_at DESC, id DESC LIMIT 1
    ) AS last
    WHERE wanted.id = $1
), on_since AS (
    SELECT FROM told CROSS JOIN groups CROSS JOIN LATERAL (
        SELECT FROM digest_orders AS later
        WHERE later.group_id = groups.id
            AND (later.created_at, later.id) > (told.created_at, told.id)
            AND (later.digest_id IS NOT NULL OR (later.settled_at IS NOT NULL
                AND coalesce(later.reason, '') NOT IN ('switched_off', 'missed')))
        LIMIT 1
    ) AS further
)
UPDATE digest_orders SET told_at = now()
WHERE id = $1 AND told_at IS NULL
    AND (NOT EXISTS (SELECT FROM told) OR EXISTS (SELECT FROM on_since))
RETURNING id
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
            known = await order_rows.known(connection, entries)
            missing = [entry for entry in entries if entry.identity not in known]
            added = await order_rows.add(connection, tenant, missing)
            placed = await order_waiters.share(connection, known | added, entries)
            await self._outbox.append(connection, [*ready, *order_rows.ordered(added.values())])
        return [placed[entry.identity] for entry in entries]

    async def place_ready(
        self, tenant: TenantId, group: GroupId, span: Span, order: NewOrder, digest: DigestId
    ) -> Order:
        """See the port.

        Raises:
            NotFoundError: The tenant has no such group.
        """
        async with tenant_transaction(self._pool, tenant) as connection:
            await lock_group(connection, group)
            [window], ready = await ensure_windows(connection, tenant, [(group, span)])
            entry = Entry(window, order)
            known = await order_rows.known(connection, [entry])
            if entry.identity in known:
                return (await order_waiters.share(connection, known, [entry]))[entry.identity]
            [added] = (await order_rows.add(connection, tenant, [entry])).values()
            [row] = await connection.fetch(_RELEASE_ONE, added.id, digest)
            await self._outbox.append(connection, [*ready, order_rows.due(row)])
        return to_order(row)

    async def join(self, tenant: TenantId, order: OrderId, person: PersonId) -> Order | None:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await order_waiters.join(connection, order, person)

    async def withdraw(self, tenant: TenantId, order: OrderId, person: PersonId) -> Order | None:
        async with tenant_transaction(self._pool, tenant) as connection:
            left = await order_waiters.withdraw(connection, order, person)
            ended = [] if left is None else order_rows.settled([left])
            await self._outbox.append(connection, ended)
        return left

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
            await self._outbox.append(connection, [order_rows.due(row) for row in rows])
        return len(rows)

    async def settle(
        self,
        tenant: TenantId,
        orders: Sequence[OrderId],
        state: OrderState,
        reason: str | None = None,
    ) -> Sequence[Order]:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await settle(connection, self._outbox, orders, state, reason)

    async def settle_wanted(
        self,
        tenant: TenantId,
        window: WindowId,
        state: OrderState,
        reason: str | None = None,
        *,
        language: Language | None = None,
    ) -> Sequence[Order]:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await settle_wanted(
                connection, self._outbox, window, state, reason, language=language
            )

    async def claim_notice(self, tenant: TenantId, order: OrderId) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await connection.fetchval(_CLAIM_NOTICE, order) is not None

    async def claim_off_notice(self, tenant: TenantId, order: OrderId) -> bool:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_TAKE_TURNS_AT_PLACE, order)
            return await connection.fetchval(_CLAIM_OFF_NOTICE, order) is not None

    async def of_group(
        self, tenant: TenantId, group: GroupId, *, since: datetime, limit: int
    ) -> Sequence[Order]:
        return await self._fetch(tenant, _OF_GROUP, group, since, limit)

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[Order]:
        return await self._fetch(tenant, _OF_DIGEST, digest)

    async def _fetch(self, tenant: TenantId, query: str, *arguments: object) -> list[Order]:
        async with tenant_transaction(self._pool, tenant) as connection:
            return [to_order(row) for row in await connection.fetch(query, *arguments)]
