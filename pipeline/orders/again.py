"""A digest that was made before, at one more place."""

from dataclasses import dataclass

from pipeline.digest.shown import ShownDigest
from pipeline.orders.models import NewOrder, Order
from pipeline.orders.ports import OrderBook


@dataclass(frozen=True, slots=True)
class OrderAgain:
    orders: OrderBook

    async def __call__(self, digest: ShownDigest, wanted: NewOrder) -> Order:
        """Order just this digest: it goes the way of every other, so corrections find it there.

        Nothing is made anew, though messages of its hours may have come since. Where a digest of
        the same hours is awaited already, that one is the order.
        """
        return await self.orders.place_ready(
            digest.tenant, digest.group.id, digest.window.span, wanted, digest.stored.id
        )
