from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.orders.models import OrderState
from pipeline.orders.unfinished import Unfinished
from tests.fakes.orders import MemoryOrders


@dataclass(frozen=True, slots=True)
class MemoryUnfinished:
    """The port ``UnfinishedDigests``."""

    orders: MemoryOrders

    async def placed_until(self, moment: datetime, *, limit: int) -> Sequence[Unfinished]:
        waiting: dict[tuple[int, int], Unfinished] = {}
        for order in self.orders._orders.values():
            bare = order.state is OrderState.WAITING and order.digest_id is None
            if not bare or order.created_at > moment:
                continue
            key = order.tenant, order.window_id
            known = waiting.get(key)
            count = 1 if known is None else known.orders + 1
            waiting[key] = Unfinished(order.tenant, order.window_id, count)
        return [*waiting.values()][:limit]
