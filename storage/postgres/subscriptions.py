from collections.abc import Sequence
from datetime import datetime

from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import Order
from pipeline.schedules.models import (
    NewSubscription,
    Subscription,
    SubscriptionId,
    Timetable,
)
from pipeline.schedules.ports import Decide
from storage.postgres.claims import LOCK_SECONDS, claim_due
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import NotFoundError, translated
from storage.postgres.outbox import Outbox
from storage.postgres.subscription_rows import timetable_columns, to_subscription
from storage.postgres.tenant import tenant_transaction

_ADD = """
INSERT INTO subscriptions AS known (
    tenant_id, group_id, person_id, via, chat_id, thread_id, language, next_due_at,
    rhythm, size_hours, at, weekdays, time_zone, quiet_start, quiet_end)
SELECT groups.tenant_id, groups.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
FROM groups WHERE groups.id = $1
ON CONFLICT (group_id, person_id, via, chat_id, thread_id, rhythm, size_hours, at) DO UPDATE
SET language = excluded.language, next_due_at = excluded.next_due_at, enabled = true,
    weekdays = excluded.weekdays,
    time_zone = excluded.time_zone, quiet_start = excluded.quiet_start,
    quiet_end = excluded.quiet_end
RETURNING *
"""

# A changed one may become like another one for the same place: it takes that one's place.
_REPLACE = """
DELETE FROM subscriptions AS replaced USING subscriptions AS changed
WHERE changed.id = $1 AND replaced.id <> $1 AND replaced.group_id = changed.group_id
    AND replaced.person_id = changed.person_id AND replaced.via = changed.via
    AND replaced.chat_id = changed.chat_id AND replaced.thread_id = changed.thread_id
    AND replaced.rhythm = $2 AND replaced.size_hours = $3 AND replaced.at IS NOT DISTINCT FROM $4
"""
_CHANGE = """
UPDATE subscriptions
SET next_due_at = $2, rhythm = $3, size_hours = $4, at = $5, weekdays = $6, time_zone = $7,
    quiet_start = $8, quiet_end = $9
WHERE id = $1
RETURNING *
"""

_ENABLE = "UPDATE subscriptions SET enabled = $2, next_due_at = $3 WHERE id = $1 RETURNING *"
_REMOVE = "DELETE FROM subscriptions WHERE id = $1"
_SPEAK_TO_PERSON = """
UPDATE subscriptions SET language = $2
WHERE person_id = $1 AND via = 'chat' AND chat_id = $1 AND language <> $2
"""
_SPEAK_IN_GROUP = """
UPDATE subscriptions SET language = $2
WHERE group_id = $1 AND NOT (via = 'chat' AND chat_id = person_id) AND language <> $2
"""
_GET = "SELECT * FROM subscriptions WHERE id = $1"
_OF_GROUP = "SELECT * FROM subscriptions WHERE group_id = $1"
_OF_PERSON = "SELECT * FROM subscriptions WHERE person_id = $1 ORDER BY id"
_TENANTS_DUE = "SELECT tenant_id FROM tenants_due($1, $2)"


class Subscriptions:
    """The port ``SubscriptionBook``.

    A method that names a subscription which the tenant does not have raises ``NotFoundError``;
    to remove it again does nothing.

    Args:
        pool: Of the service's role.
        outbox: Announces the orders.
        lock_seconds: How long a claim waits for one who writes in a group.
    """

    def __init__(self, pool: Pool, outbox: Outbox, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self._pool = pool
        self._outbox = outbox
        self._lock_seconds = lock_seconds

    async def add(
        self, tenant: TenantId, new: NewSubscription, next_due_at: datetime
    ) -> Subscription:
        """See the port. One that was switched off is switched on.

        Raises:
            NotFoundError: The tenant has no such group.
        """
        place = new.destination
        async with tenant_transaction(self._pool, tenant) as connection:
            row = await connection.fetchrow(
                _ADD,
                new.group_id,
                new.person,
                place.via.value,
                place.chat_id,
                place.thread_id,
                new.language,
                next_due_at,
                *timetable_columns(new.timetable),
            )
        if row is None:
            raise NotFoundError(f"this tenant has no group {new.group_id}")
        return to_subscription(row)

    async def change(
        self,
        tenant: TenantId,
        subscription: SubscriptionId,
        timetable: Timetable,
        next_due_at: datetime,
    ) -> Subscription:
        """See the port. Another one like it for the same place is replaced by it."""
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(
                _REPLACE,
                subscription,
                timetable.rhythm.value,
                timetable.size.value,
                timetable.at,
            )
            return await _one(
                *(connection, _CHANGE, subscription),
                *(next_due_at, *timetable_columns(timetable)),
            )

    async def enable(
        self, tenant: TenantId, subscription: SubscriptionId, enabled: bool, next_due_at: datetime
    ) -> Subscription:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await _one(connection, _ENABLE, subscription, enabled, next_due_at)

    async def remove(self, tenant: TenantId, subscription: SubscriptionId) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_REMOVE, subscription)

    async def speak_to_person(
        self, tenant: TenantId, person: PersonId, language: Language
    ) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_SPEAK_TO_PERSON, person, language)

    async def speak_in_group(self, tenant: TenantId, group: GroupId, language: Language) -> None:
        async with tenant_transaction(self._pool, tenant) as connection:
            await connection.execute(_SPEAK_IN_GROUP, group, language)

    async def get(self, tenant: TenantId, subscription: SubscriptionId) -> Subscription:
        async with tenant_transaction(self._pool, tenant) as connection:
            return await _one(connection, _GET, subscription)

    async def of_group(self, tenant: TenantId, group: GroupId) -> Sequence[Subscription]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_OF_GROUP, group)
        return sorted(map(to_subscription, rows), key=lambda found: found.id)

    async def of_person(self, tenant: TenantId, person: PersonId) -> Sequence[Subscription]:
        async with tenant_transaction(self._pool, tenant) as connection:
            rows = await connection.fetch(_OF_PERSON, person)
        return [to_subscription(row) for row in rows]

    async def tenants_due(self, now: datetime, *, limit: int) -> Sequence[TenantId]:
        with translated():
            rows = await self._pool.fetch(_TENANTS_DUE, now, limit)
        return [row["tenant_id"] for row in rows]

    async def claim_due(
        self, tenants: Sequence[TenantId], now: datetime, decide: Decide, *, limit: int
    ) -> Sequence[Order]:
        return await claim_due(
            self._pool,
            self._outbox,
            tenants,
            now,
            decide,
            limit=limit,
            lock_seconds=self._lock_seconds,
        )


async def _one(
    connection: Connection, query: str, subscription: SubscriptionId, *arguments: object
) -> Subscription:
    row = await connection.fetchrow(query, subscription, *arguments)
    if row is None:
        raise NotFoundError(f"this tenant has no subscription {subscription}")
    return to_subscription(row)
