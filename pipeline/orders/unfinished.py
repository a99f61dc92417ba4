"""Digests that are waited for and not there yet are called off, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from pipeline.digest.signals import RunSignals, StopRun
from pipeline.ingest.models import TenantId
from pipeline.orders.models import CALLED_OFF, OrderState
from pipeline.orders.ports import OrderBook
from pipeline.windows.models import WindowId

AT_ONCE: Final = 1_000
"""Windows that are called off by one word."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    tenant: TenantId
    window_id: WindowId
    orders: int
    """That wait for its digests."""


class UnfinishedDigests(Protocol):
    async def placed_until(self, moment: datetime, *, limit: int) -> Sequence[Unfinished]:
        """Windows of all tenants with orders that were placed by then, wait, and have no digest.

        The one with the oldest order comes first.
        """
        ...


@dataclass(frozen=True, slots=True)
class CallOff:
    unfinished: UnfinishedDigests
    orders: OrderBook
    signals: RunSignals

    async def pending(self, upto: datetime) -> Sequence[Unfinished]:
        return await self.unfinished.placed_until(upto, limit=AT_ONCE)

    async def __call__(self, upto: datetime) -> int:
        """End what waits since then or longer as failed, and return how many orders that were.

        Who waits is told, as of any end. Runs are stopped; one that is queued finds that nobody
        wants it. Doing it again ends what is left.
        """
        ended = 0
        for each in await self.pending(upto):
            ended += len(
                await self.orders.settle_wanted(
                    each.tenant, each.window_id, OrderState.FAILED, CALLED_OFF
                )
            )
            await self.signals.send(StopRun(each.tenant, each.window_id))
        return ended
