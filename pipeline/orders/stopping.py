"""Waiting for an order no more."""

from dataclasses import dataclass
from enum import Enum

from pipeline.digest.signals import RunSignals, StopRun
from pipeline.groups.access import Access
from pipeline.groups.models import PersonId
from pipeline.groups.ports import GroupBook
from pipeline.orders.models import Order, OrderState
from pipeline.orders.ports import OrderBook


class Stopped(Enum):
    DONE = "done"
    LEFT = "left"
    """They wait for it no more, and others do."""
    OVER = "over"
    """It had come to another end before."""
    NOT_THEIRS = "not_theirs"


@dataclass(frozen=True, slots=True)
class StopOrder:
    orders: OrderBook
    groups: GroupBook
    access: Access
    signals: RunSignals

    async def __call__(self, order: Order, person: PersonId) -> Stopped:
        """Who waits for it does so no more, and with the last one it ends.

        Who manages the group ends what others wait for. A run that nobody waits for is stopped.
        Doing it again does what was left of it, as after a crash, and nothing else.
        """
        await self.orders.withdraw(order.tenant, order.id, person)
        now = await self.orders.get(order.tenant, order.id)
        if person not in (now.ordered_by, *now.joined, *now.withdrawn):
            group = await self.groups.get(order.tenant, order.group_id)
            if not await self.access.may_manage(group, person):
                return Stopped.NOT_THEIRS
            await self.orders.settle(order.tenant, [order.id], OrderState.STOPPED)
            now = await self.orders.get(order.tenant, order.id)
        if now.state is OrderState.WAITING:
            return Stopped.LEFT
        if now.state is not OrderState.STOPPED:
            return Stopped.OVER
        if now.digest_id is None and not await self.orders.wanted(order.tenant, order.window_id):
            await self.signals.send(StopRun(order.tenant, order.window_id))
        return Stopped.DONE
