"""Finding the orders that stand already, so that nobody gets a second one by accident."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.groups.models import ConnectedGroup
from pipeline.orders.models import NewOrder, Order, OrderState
from pipeline.orders.placing import STEP, span_until
from pipeline.orders.ports import OrderBook
from pipeline.windows.models import WindowSize
from pipeline.windows.ports import WindowBook

LOOKED_BACK = timedelta(days=1)
"""An order that is older shows no progress any more."""
_MOST = 500


@dataclass(frozen=True, slots=True)
class StandingOrders:
    orders: OrderBook
    windows: WindowBook
    now: Callable[[], datetime]

    async def join(
        self, group: ConnectedGroup, size: WindowSize, wanted: NewOrder
    ) -> Order | None:
        """Wait with who waits for the same hours in the same place, if it shows its progress."""
        alike = await self._alike(group, size, wanted)
        if alike is None or wanted.waiter is None:
            return alike
        return await self.orders.join(group.tenant, alike.id, wanted.waiter)

    async def _alike(
        self, group: ConnectedGroup, size: WindowSize, wanted: NewOrder
    ) -> Order | None:
        now = self.now()
        waiting = [
            order
            for order in await self._since(group, now - STEP)
            if order.state is OrderState.WAITING
            and order.message_id is not None
            and order.destination == wanted.destination
            and (order.language, order.engine) == (wanted.language, wanted.engine)
        ]
        span = span_until(now, size)
        found = await self.windows.find(group.tenant, [order.window_id for order in waiting])
        same = {window.id for window in found if window.span == span}
        return next((order for order in waiting if order.window_id in same), None)

    async def shown_by(self, group: ConnectedGroup, chat_id: int, message_id: int) -> Order | None:
        """The order whose progress, or end, this message shows."""
        recent = await self._since(group, self.now() - LOOKED_BACK)
        place = chat_id, message_id
        return next(
            (order for order in recent if place == (order.destination.chat_id, order.message_id)),
            None,
        )

    async def _since(self, group: ConnectedGroup, moment: datetime) -> Sequence[Order]:
        return await self.orders.of_group(group.tenant, group.id, since=moment, limit=_MOST)
