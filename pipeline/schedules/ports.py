from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import Order
from pipeline.schedules.models import (
    Due,
    NewSubscription,
    Subscription,
    SubscriptionId,
    Timetable,
)

Decide = Callable[[Subscription], Due]


class SubscriptionBook(Protocol):
    async def add(
        self, tenant: TenantId, new: NewSubscription, next_due_at: datetime
    ) -> Subscription:
        """Write it, or give one that is alike this timetable.

        Alike are those of one person, group, destination, rhythm, size and time of the day: to
        wish for the same again changes its days, zone and quiet hours, and adds no second one.
        """
        ...

    async def change(
        self,
        tenant: TenantId,
        subscription: SubscriptionId,
        timetable: Timetable,
        next_due_at: datetime,
    ) -> Subscription: ...

    async def enable(
        self, tenant: TenantId, subscription: SubscriptionId, enabled: bool, next_due_at: datetime
    ) -> Subscription: ...

    async def remove(self, tenant: TenantId, subscription: SubscriptionId) -> None: ...

    async def speak_to_person(
        self, tenant: TenantId, person: PersonId, language: Language
    ) -> None:
        """Tell in this language from now on what goes to the person in private."""
        ...

    async def speak_in_group(self, tenant: TenantId, group: GroupId, language: Language) -> None:
        """Tell in this language from now on what of the group goes anywhere else."""
        ...

    async def get(self, tenant: TenantId, subscription: SubscriptionId) -> Subscription: ...

    async def of_group(self, tenant: TenantId, group: GroupId) -> Sequence[Subscription]: ...

    async def of_person(self, tenant: TenantId, person: PersonId) -> Sequence[Subscription]: ...

    async def tenants_due(self, now: datetime, *, limit: int) -> Sequence[TenantId]:
        """Tenants that have an enabled subscription whose time has come."""
        ...

    async def claim_due(
        self, tenants: Sequence[TenantId], now: datetime, decide: Decide, *, limit: int
    ) -> Sequence[Order]:
        """Turn what is due into orders and move the subscriptions on, in one transaction.

        So many subscriptions at the most, of one tenant after the other, of each the longest due
        first. ``decide``, a pure rule, is asked about them in this order. Rows that another
        process holds are passed over. If it raises, nothing was written for any of the tenants:
        whoever must not wait for the others is claimed alone. Each slot to
        push becomes a waiting order as by ``OrderBook.place``, each missed one an order that is
        skipped for the reason ``missed``. A slot that has its order gets no second one, however
        the clock was set.

        Returns:
            The new orders, pushes and missed ones.
        """
        ...
