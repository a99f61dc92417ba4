from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.digest.models import DigestId
from pipeline.digest.request import Engine, Language
from pipeline.events.models import DigestDeliveryDue, DigestOrdered, DigestOrderSettled
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import NewOrder, Order, OrderId, OrderState
from pipeline.windows.models import Span, Window, WindowId
from tests.fakes.events import MemoryEvents
from tests.fakes.windows import MemoryWindows

FilledSlot = tuple[GroupId, Span, NewOrder, str | None]
"""Of a slot's order the group, the span, the order, and why it is skipped, if it is."""


def _now() -> datetime:
    return datetime.now(UTC)


class MemoryOrders:
    """The port ``OrderBook``."""

    def __init__(
        self, windows: MemoryWindows, events: MemoryEvents, now: Callable[[], datetime] = _now
    ) -> None:
        self._windows = windows
        self._events = events
        self._now = now
        self._orders: dict[OrderId, Order] = {}
        self._told: set[OrderId] = set()

    async def place(
        self, tenant: TenantId, group: GroupId, span: Span, orders: Sequence[NewOrder]
    ) -> Sequence[Order]:
        [window] = await self._windows.ensure(tenant, group, [span])
        before = set(self._orders)
        placed = [self._place(tenant, window, new) for new in orders]
        await self._announce(
            order for number, order in self._orders.items() if number not in before
        )
        return [self._orders[number] for number in placed]

    async def fill(self, tenant: TenantId, slots: Sequence[FilledSlot]) -> list[Order]:
        """Write the orders of the slots that have none, and announce them together."""
        added = []
        for group, span, new, missed in slots:
            if self._of_slot(new) is None:
                [window] = await self._windows.ensure(tenant, group, [span])
                added.append((self._add(tenant, window, new), missed))
        await self._announce(order for order, missed in added if missed is None)
        for order, missed in added:
            if missed is not None:
                await self.settle(tenant, [order.id], OrderState.SKIPPED, missed)
        return [self._orders[order.id] for order, _ in added]

    async def get(self, tenant: TenantId, order: OrderId) -> Order:
        if not self._owns(tenant, order):
            raise KeyError(order)
        return self._orders[order]

    async def waiting(
        self, tenant: TenantId, window: WindowId, language: Language, engine: Engine
    ) -> Sequence[Order]:
        wanted = (tenant, window, language, engine, OrderState.WAITING)
        return [
            order
            for order in self._orders.values()
            if wanted == (order.tenant, order.window_id, order.language, order.engine, order.state)
        ]

    async def wanted(
        self, tenant: TenantId, window: WindowId
    ) -> Sequence[tuple[Language, Engine]]:
        wanted = (tenant, window, OrderState.WAITING, None)
        return sorted(
            {
                (order.language, order.engine)
                for order in self._orders.values()
                if wanted == (order.tenant, order.window_id, order.state, order.digest_id)
            }
        )

    async def release(
        self,
        tenant: TenantId,
        window: WindowId,
        language: Language,
        engine: Engine,
        digest: DigestId,
    ) -> int:
        waiting = await self.waiting(tenant, window, language, engine)
        released = [order for order in waiting if order.digest_id is None]
        for order in released:
            self._orders[order.id] = replace(order, digest_id=digest)
        await self._events.publish(
            [
                DigestDeliveryDue(
                    tenant_id=tenant,
                    group_id=order.group_id,
                    window_id=window,
                    digest_id=digest,
                    order_id=order.id,
                )
                for order in released
            ]
        )
        return len(released)

    async def settle(
        self,
        tenant: TenantId,
        orders: Sequence[OrderId],
        state: OrderState,
        reason: str | None = None,
    ) -> Sequence[Order]:
        ended = []
        for number in sorted(set(orders)):
            if not self._owns(tenant, number):
                continue
            order = self._orders[number]
            if order.state is OrderState.WAITING:
                self._orders[number] = replace(order, state=state, reason=reason)
                ended.append(self._orders[number])
        await self._events.publish(
            [
                DigestOrderSettled(
                    tenant_id=tenant,
                    group_id=order.group_id,
                    window_id=order.window_id,
                    order_id=order.id,
                    state=order.state.value,
                    reason=order.reason,
                )
                for order in ended
            ]
        )
        return ended

    async def claim_notice(self, tenant: TenantId, order: OrderId) -> bool:
        if order in self._told or not self._owns(tenant, order):
            return False
        self._told.add(order)
        return True

    async def of_group(
        self, tenant: TenantId, group: GroupId, *, since: datetime, limit: int
    ) -> Sequence[Order]:
        orders = [
            order
            for order in self._orders.values()
            if (order.tenant, order.group_id) == (tenant, group) and order.created_at >= since
        ]
        latest_first = sorted(orders, key=lambda order: (order.created_at, order.id), reverse=True)
        return latest_first[:limit]

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[Order]:
        return [
            order
            for order in self._orders.values()
            if (order.tenant, order.digest_id) == (tenant, digest)
        ]

    def _owns(self, tenant: TenantId, order: OrderId) -> bool:
        return order in self._orders and self._orders[order].tenant == tenant

    def _place(self, tenant: TenantId, window: Window, new: NewOrder) -> OrderId:
        known = self._of_slot(new) if new.slot is not None else self._alike(tenant, window, new)
        if known is None:
            return self._add(tenant, window, new).id
        if known.state is OrderState.WAITING and known.message_id is None:
            self._orders[known.id] = replace(known, message_id=new.message_id)
        return known.id

    def _of_slot(self, new: NewOrder) -> Order | None:
        slot = (new.subscription, new.slot)
        return next(
            (order for order in self._orders.values() if slot == (order.subscription, order.slot)),
            None,
        )

    def _alike(self, tenant: TenantId, window: Window, new: NewOrder) -> Order | None:
        wanted = (tenant, window.id, new.language, new.engine, new.destination)
        return next(
            (
                order
                for order in self._orders.values()
                if order.state is OrderState.WAITING
                and wanted
                == (
                    order.tenant,
                    order.window_id,
                    order.language,
                    order.engine,
                    order.destination,
                )
            ),
            None,
        )

    def _add(self, tenant: TenantId, window: Window, new: NewOrder) -> Order:
        order = Order(
            id=OrderId(len(self._orders) + 1),
            tenant=tenant,
            group_id=window.group_id,
            window_id=window.id,
            destination=new.destination,
            language=new.language,
            engine=new.engine,
            state=OrderState.WAITING,
            created_at=self._now(),
            ordered_by=new.ordered_by,
            subscription=new.subscription,
            slot=new.slot,
            message_id=new.message_id,
        )
        self._orders[order.id] = order
        return order

    async def _announce(self, new: Iterable[Order]) -> None:
        first: dict[tuple[WindowId, Language, Engine], Order] = {}
        for order in new:
            first.setdefault((order.window_id, order.language, order.engine), order)
        await self._events.publish(
            [
                DigestOrdered(
                    tenant_id=order.tenant,
                    group_id=order.group_id,
                    window_id=order.window_id,
                    language=order.language,
                    engine=order.engine,
                    order_id=order.id,
                )
                for order in first.values()
            ]
        )
