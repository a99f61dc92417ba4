"""What the API does with orders: places them once in five minutes, and tells how far they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.views.report import Report, WindowReport
from handlers.api.models import DigestState, DigestStatus
from pipeline.delivery.models import Destination, Via
from pipeline.digest.ports import Archive, DigestArchive
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import TenantId
from pipeline.orders.models import NewOrder, Order, OrderId, OrderState
from pipeline.orders.placing import STEP, Placing, SwitchedOff, span_until
from pipeline.rollout.models import Feature
from pipeline.windows.models import WindowSize, WindowStatus
from pipeline.windows.ports import WindowBook

NOBODY: Final = Destination(Via.NOBODY)
HELD_BACK: Final = "held_back"
_RECENT: Final = 100
"""Orders of one group in five minutes among which the same one is looked for."""

_TOLD: Final = frozenset({OrderState.DELIVERED, OrderState.UNDELIVERABLE})
"""The digest may be read, although perhaps its chat cannot be written to."""
_ENDS: Final[dict[OrderState, DigestState]] = {
    OrderState.STOPPED: "stopped",
    OrderState.SKIPPED: "skipped",
    OrderState.BLOCKED: "blocked",
    OrderState.FAILED: "failed",
}


@dataclass(frozen=True, slots=True)
class Ordering:
    placing: Placing
    windows: WindowBook
    archive: Archive
    digests: DigestArchive
    now: Callable[[], datetime]

    async def place(
        self, group: ConnectedGroup, size: WindowSize, wanted: NewOrder
    ) -> Order | SwitchedOff:
        """Order it, or find the order of the last five minutes that asked for just this.

        One that did not end well is no answer: asked again, it is tried again.
        """
        if not self.placing.rollout.is_on(Feature.DIGEST_AGENT, group.tenant):
            return SwitchedOff()
        return await self._delivered(group, size, wanted) or await self.placing(
            group, size, wanted
        )

    async def find(self, tenant: TenantId, order: OrderId) -> Order | None:
        """The tenant's order of this number."""
        try:
            return await self.placing.orders.get(tenant, order)
        except LookupError:
            return None

    async def status(self, order: Order) -> DigestStatus:
        counts = (await self.archive.counts(order.tenant, [order.window_id])).get(order.window_id)
        return DigestStatus(
            digest_id=order.id,
            group_id=order.group_id,
            group_window_id=order.window_id,
            status=await self._state(order),
            reasons=[] if order.reason is None or _is_there(order) else [order.reason],
            message_count=counts.messages if counts else 0,
            participant_count=counts.participants if counts else 0,
        )

    async def report(self, order: Order) -> Report | None:
        """The digest of an order that came to its end with one."""
        if order.digest_id is None or not _is_there(order):
            return None
        stored = await self.digests.get(order.tenant, order.digest_id)
        window = await self.windows.get(order.tenant, order.window_id)
        return Report(
            group=await self.archive.group(order.tenant, order.group_id),
            windows=(WindowReport(window=window, stored=stored),),
            language=order.language,
        )

    async def _state(self, order: Order) -> DigestState:
        if _is_there(order):
            return "completed"
        if order.state is not OrderState.WAITING:
            return _ENDS.get(order.state, "failed")
        window = await self.windows.get(order.tenant, order.window_id)
        return "queued" if window.status is WindowStatus.QUEUED else "processing"

    async def _delivered(
        self, group: ConnectedGroup, size: WindowSize, wanted: NewOrder
    ) -> Order | None:
        now = self.now()
        span = span_until(now, size)
        recent = await self.placing.orders.of_group(
            group.tenant, group.id, since=now - 2 * STEP, limit=_RECENT
        )
        alike = [order for order in recent if _is_answer(order, wanted)]
        windows = await self.windows.find(group.tenant, [order.window_id for order in alike])
        same = {window.id for window in windows if window.span == span}
        return next((order for order in alike if order.window_id in same), None)


def _is_there(order: Order) -> bool:
    return order.state in _TOLD and order.digest_id is not None


def _is_answer(order: Order, wanted: NewOrder) -> bool:
    return order.state is OrderState.DELIVERED and (
        order.destination,
        order.language,
        order.engine,
    ) == (wanted.destination, wanted.language, wanted.engine)
