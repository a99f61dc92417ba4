"""Ordering the digest of the hours before now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.groups.models import ConnectedGroup
from pipeline.orders.models import NewOrder, Order
from pipeline.orders.ports import OrderBook
from pipeline.rollout.models import Feature
from pipeline.rollout.ports import Rollout
from pipeline.windows.models import Span, WindowSize

STEP = timedelta(minutes=5)
"""Clicks within it share a window (docs: Orders)."""


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """The tenant has no digests at present: nothing was written."""


@dataclass(frozen=True, slots=True)
class Placing:
    orders: OrderBook
    rollout: Rollout
    now: Callable[[], datetime]

    async def __call__(
        self, group: ConnectedGroup, size: WindowSize, wanted: NewOrder
    ) -> Order | SwitchedOff:
        """Order the digest of the last hours; who asks again meanwhile gets the same order."""
        if not self.rollout.is_on(Feature.DIGEST_AGENT, group.tenant):
            return SwitchedOff()
        span = span_until(self.now(), size)
        [order] = await self.orders.place(group.tenant, group.id, span, [wanted])
        return order


def span_until(moment: datetime, size: WindowSize) -> Span:
    """The hours up to the next full five minutes, so that what was just said is in them."""
    since = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    end = datetime(1970, 1, 1, tzinfo=UTC) + (since // STEP + 1) * STEP
    return Span(end - timedelta(hours=size), end, size)
