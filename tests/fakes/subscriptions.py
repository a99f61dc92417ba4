from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from pipeline.delivery.models import Destination, Via
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import NewOrder, Order
from pipeline.schedules.models import (
    Due,
    NewSubscription,
    Slot,
    Subscription,
    SubscriptionId,
    Timetable,
)
from pipeline.schedules.ports import Decide
from tests.fakes.groups import MemoryGroups
from tests.fakes.orders import MemoryOrders

MISSED = "missed"


class MemorySubscriptions:
    """The port ``SubscriptionBook``."""

    def __init__(self, groups: MemoryGroups, orders: MemoryOrders) -> None:
        self._groups = groups
        self._orders = orders
        self._rows: dict[SubscriptionId, Subscription] = {}
        self._last = 0

    async def add(
        self, tenant: TenantId, new: NewSubscription, next_due_at: datetime
    ) -> Subscription:
        self._groups.get(tenant, new.group_id)
        self._last += 1
        row = Subscription(
            id=SubscriptionId(self._last),
            tenant=tenant,
            group_id=new.group_id,
            person=new.person,
            destination=new.destination,
            language=new.language,
            timetable=new.timetable,
            enabled=True,
            next_due_at=next_due_at,
        )
        known = next((other for other in self._rows.values() if _same(other, row)), None)
        return self._put(row if known is None else replace(row, id=known.id))

    async def change(
        self,
        tenant: TenantId,
        subscription: SubscriptionId,
        timetable: Timetable,
        next_due_at: datetime,
    ) -> Subscription:
        known = await self.get(tenant, subscription)
        changed = self._put(replace(known, timetable=timetable, next_due_at=next_due_at))
        for other in list(self._rows.values()):
            if other.id != changed.id and _same(other, changed):
                del self._rows[other.id]
        return changed

    async def enable(
        self, tenant: TenantId, subscription: SubscriptionId, enabled: bool, next_due_at: datetime
    ) -> Subscription:
        known = await self.get(tenant, subscription)
        return self._put(replace(known, enabled=enabled, next_due_at=next_due_at))

    async def remove(self, tenant: TenantId, subscription: SubscriptionId) -> None:
        row = self._rows.get(subscription)
        if row is not None and row.tenant == tenant:
            del self._rows[subscription]

    async def speak_to_person(
        self, tenant: TenantId, person: PersonId, language: Language
    ) -> None:
        for row in await self.of_person(tenant, person):
            if _is_private(row):
                self._put(replace(row, language=language))

    async def speak_in_group(self, tenant: TenantId, group: GroupId, language: Language) -> None:
        for row in await self.of_group(tenant, group):
            if not _is_private(row):
                self._put(replace(row, language=language))

    async def get(self, tenant: TenantId, subscription: SubscriptionId) -> Subscription:
        found = self._rows[subscription]
        if found.tenant != tenant:
            raise KeyError(subscription)
        return found

    async def of_group(self, tenant: TenantId, group: GroupId) -> Sequence[Subscription]:
        return [
            row for row in self._rows.values() if (row.tenant, row.group_id) == (tenant, group)
        ]

    async def of_person(self, tenant: TenantId, person: PersonId) -> Sequence[Subscription]:
        return [row for row in self._rows.values() if (row.tenant, row.person) == (tenant, person)]

    async def tenants_due(self, now: datetime, *, limit: int) -> Sequence[TenantId]:
        return list(dict.fromkeys(row.tenant for row in self._due(now)))[:limit]

    async def claim_due(
        self, tenants: Sequence[TenantId], now: datetime, decide: Decide, *, limit: int
    ) -> Sequence[Order]:
        due = [row for tenant in tenants for row in self._due(now) if row.tenant == tenant]
        decisions = [(row, decide(row)) for row in due[:limit]]
        orders: list[Order] = []
        for tenant, decided in groupby(decisions, lambda decision: decision[0].tenant):
            orders += await self._fill(tenant, list(decided))
        return orders

    async def _fill(
        self, tenant: TenantId, decisions: Sequence[tuple[Subscription, Due]]
    ) -> Sequence[Order]:
        slots = [
            (row.group_id, slot.span, _order(row, slot), missed)
            for row, decision in decisions
            for chosen, missed in ((decision.push, None), (decision.missed, MISSED))
            for slot in chosen
        ]
        for row, decision in decisions:
            self._put(replace(row, next_due_at=decision.next_due_at))
        return await self._orders.fill(tenant, slots)

    def _due(self, now: datetime) -> list[Subscription]:
        due = [row for row in self._rows.values() if row.enabled and row.next_due_at <= now]
        return sorted(due, key=lambda row: (row.next_due_at, row.id))

    def _put(self, row: Subscription) -> Subscription:
        self._rows[row.id] = row
        return row


def _is_private(row: Subscription) -> bool:
    return row.destination == Destination(Via.CHAT, row.person)


def _same(one: Subscription, other: Subscription) -> bool:
    return _identity(one) == _identity(other)


def _identity(row: Subscription) -> tuple[object, ...]:
    table = row.timetable
    when = (table.rhythm, table.size, table.at)
    return (row.tenant, row.group_id, row.person, row.destination, when)


def _order(row: Subscription, slot: Slot) -> NewOrder:
    return NewOrder(
        destination=row.destination,
        language=row.language,
        engine="auto",
        ordered_by=row.person,
        subscription=row.id,
        slot=slot.key,
    )
