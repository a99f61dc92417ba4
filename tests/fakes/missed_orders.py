from collections.abc import Sequence

from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import Order, OrderId
from tests.fakes.orders import MemoryOrders


class MemoryMissedOrders:
    """The port ``MissedOrders``."""

    def __init__(self, orders: MemoryOrders) -> None:
        self._orders = orders

    async def untold(self, person: PersonId) -> Sequence[Order]:
        missed = self._orders.shut_out(person)
        return [order for order in missed if not self._orders.is_told(order.id)]

    async def mark_told(self, tenant: TenantId, orders: Sequence[OrderId]) -> None:
        for order in orders:
            self._orders.tell((await self._orders.get(tenant, order)).id)

    async def last_of_group(
        self, tenant: TenantId, group: GroupId, person: PersonId
    ) -> Order | None:
        missed = self._orders.shut_out(person)
        theirs = [each for each in missed if (each.tenant, each.group_id) == (tenant, group)]
        return theirs[-1] if theirs else None
