"""Due subscriptions become orders. This is the window builder too.

A window is made with its first order, in one transaction with it, and a message belongs to every
window whose span holds its time; so nothing has to be cut beforehand, and a group that nobody
subscribed to costs nothing.
"""

import asyncio
import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.ingest.models import TenantId
from pipeline.orders.models import Order, OrderState
from pipeline.schedules.models import Due, Subscription, SubscriptionId
from pipeline.schedules.ports import SubscriptionBook
from pipeline.schedules.rules import due
from pipeline.schedules.settings import ScheduleSettings
from scheduler.clock import WallClock, system_clock
from scheduler.metrics import ScheduleMetrics

NAME = "pushes"
_ROUND = 1000
"""Tenants that are asked for at once."""
_POSTPONED = timedelta(hours=1)

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Claimed:
    pushed: int = 0
    missed: int = 0
    failed: dict[TenantId, Exception] = field(default_factory=dict)
    """Tenants whose claim raised; what is due of theirs stays due."""


class DuePushes:
    """Claims all that is due now, for several tenants at once, with some claims side by side.

    What one tenant or one subscription cannot have is not refused to the others. Several
    processes may do so at once: a subscription goes to one of them, and a slot has one order
    whoever made it.
    """

    def __init__(
        self,
        book: SubscriptionBook,
        settings: ScheduleSettings,
        metrics: ScheduleMetrics,
        *,
        clock: WallClock = system_clock,
    ) -> None:
        self._book = book
        self._settings = settings
        self._metrics = metrics
        self._clock = clock

    async def __call__(self) -> Claimed:
        """Claim until nothing is due that this run has not tried.

        Raises:
            Exception: As the book, if it fails for each tenant that was asked about: it is away.
        """
        claimed = Claimed()
        tried: set[TenantId] = set()
        while tenants := await self._untried(tried):
            tried.update(tenants)
            await self._claim_of_all(tenants, claimed)
            if len(claimed.failed) == len(tried):
                raise next(iter(claimed.failed.values()))
        if claimed.pushed or claimed.missed:
            _log.info("%s pushes, %s missed", claimed.pushed, claimed.missed)
        return claimed

    async def _untried(self, tried: set[TenantId]) -> list[TenantId]:
        """Tenants with something due, past those that failed or that another process serves."""
        found = await self._book.tenants_due(self._clock(), limit=_ROUND + len(tried))
        return [tenant for tenant in found if tenant not in tried]

    async def _claim_of_all(self, tenants: list[TenantId], claimed: Claimed) -> None:
        claims = self._settings.claims
        size = min(self._settings.batch, math.ceil(len(tenants) / claims))
        waiting = (tenants[start : start + size] for start in range(0, len(tenants), size))
        async with asyncio.TaskGroup() as group:
            for _ in range(claims):
                group.create_task(self._claim_in_turn(waiting, claimed))

    async def _claim_in_turn(self, waiting: Iterator[list[TenantId]], claimed: Claimed) -> None:
        for tenants in waiting:
            try:
                await self._claim(tenants, claimed)
            # One tenant's trouble, of whatever kind, must not cost the others their pushes.
            except Exception as error:
                if len(tenants) == 1:
                    self._failed(tenants[0], error, claimed)
                else:
                    await self._claim_in_turn(([tenant] for tenant in tenants), claimed)

    async def _claim(self, tenants: Sequence[TenantId], claimed: Claimed) -> None:
        """Claim in batches; one that is not full is the last, or the rest is held elsewhere."""
        full = True
        while full:
            deciding = _Deciding(self._clock(), self._settings.grace, self._metrics)
            orders = await self._book.claim_due(
                tenants, deciding.now, deciding, limit=self._settings.batch
            )
            for order in orders:
                self._count(order, deciding, claimed)
            full = len(deciding.asked) == self._settings.batch
            if full:  # of those before the last one asked about nothing is left
                tenants = tenants[tenants.index(deciding.asked[-1]) :]

    def _failed(self, tenant: TenantId, error: Exception, claimed: Claimed) -> None:
        claimed.failed[tenant] = error
        self._metrics.failed(NAME, error)
        _log.error("Pushes of tenant %s: %s", tenant, type(error).__name__)

    def _count(self, order: Order, deciding: "_Deciding", claimed: Claimed) -> None:
        if order.state is OrderState.SKIPPED:
            claimed.missed += 1
            self._metrics.missed()
        else:
            claimed.pushed += 1
            self._metrics.pushed(self._clock() - deciding.due_at[order.subscription, order.slot])


class _Deciding:
    """The rule at a moment, which remembers when what it pushes fell due."""

    def __init__(self, now: datetime, grace: timedelta, metrics: ScheduleMetrics) -> None:
        self.now = now
        self.asked: list[TenantId] = []
        """Whose subscription it was, each time that the rule was asked."""
        self.due_at: dict[tuple[SubscriptionId | None, str | None], datetime] = {}
        self._grace = grace
        self._metrics = metrics

    def __call__(self, subscription: Subscription) -> Due:
        self.asked.append(subscription.tenant)
        try:
            decided = due(subscription, self.now, self._grace)
        # A zone that the time zone database dropped, or whatever else the rule cannot read.
        except Exception as error:
            self._metrics.failed(NAME, error)
            _log.error("Subscription %s: %s", subscription.id, type(error).__name__)
            return Due(push=(), missed=(), next_due_at=self.now + _POSTPONED)
        self.due_at.update({(subscription.id, slot.key): slot.due_at for slot in decided.push})
        return decided
