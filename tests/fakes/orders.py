from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.delivery.models import ChatState, Via
from pipeline.digest.models import DigestId
from pipeline.digest.request import Engine, Language
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered, DigestOrderSettled
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import GIVEN_UP, NewOrder, Order, OrderId, OrderState
from pipeline.orders.pursuing import SWITCHED_OFF
from pipeline.orders.reopening import Ended
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

    async def place_ready(
        self, tenant: TenantId, group: GroupId, span: Span, order: NewOrder, digest: DigestId
    ) -> Order:
        [window] = await self._windows.ensure(tenant, group, [span])
        before = set(self._orders)
        number = self._place(tenant, window, order)
        if number not in before:
            await self._release([self._orders[number]], digest)
        return self._orders[number]

    async def join(self, tenant: TenantId, order: OrderId, person: PersonId) -> Order | None:
        if not self._waits(tenant, order):
            return None
        known = self._orders[order]
        new = () if person in (known.ordered_by, *known.joined) else (person,)
        withdrawn = tuple(each for each in known.withdrawn if each != person)
        self._orders[order] = replace(known, joined=known.joined + new, withdrawn=withdrawn)
        return self._orders[order]

    async def withdraw(self, tenant: TenantId, order: OrderId, person: PersonId) -> Order | None:
        known = self._orders.get(order)
        if known is None or not self._waits(tenant, order):
            return None
        waiting = [each for each in (known.ordered_by, *known.joined) if each is not None]
        if person not in waiting:
            return None
        waiting.remove(person)
        known = replace(known, withdrawn=(*known.withdrawn, person))
        self._orders[order] = known
        if known.ordered_by is None:
            self._orders[order] = replace(known, joined=tuple(waiting))
        elif waiting:
            first, *others = waiting
            person_next = first if first > 0 else None
            self._orders[order] = replace(known, ordered_by=person_next, joined=tuple(others))
        else:
            await self.settle(tenant, [order], OrderState.STOPPED)
        return self._orders[order]

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
        await self._release(released, digest)
        return len(released)

    async def _release(self, released: Sequence[Order], digest: DigestId) -> None:
        for order in released:
            self._orders[order.id] = replace(order, digest_id=digest)
        await self._events.publish(
            [
                DigestDeliveryDue(
                    tenant_id=order.tenant,
                    group_id=order.group_id,
                    window_id=order.window_id,
                    digest_id=digest,
                    order_id=order.id,
                )
                for order in released
            ]
        )

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
            after_all = (order.reason, state) == (GIVEN_UP, OrderState.DELIVERED)
            if order.state is OrderState.WAITING or after_all:
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
                    replays=order.replays,
                )
                for order in ended
            ]
        )
        return ended

    def reopen(self, ended: Ended) -> list[Order]:
        """What the replay of a dead letter does with the orders that ended with it."""
        chosen: dict[object, Order] = {}
        for order in self._orders.values():
            end = (order.group_id, order.window_id, order.state, order.reason)
            if end == (ended.group, ended.window, ended.state, ended.reason) and (
                ended.order in (None, order.id)
            ):
                chosen[self._likeness(order)] = order
        waiting = {
            self._likeness(order)
            for order in self._orders.values()
            if order.state is OrderState.WAITING
        }
        reopened = [
            replace(order, state=OrderState.WAITING, reason=None, replays=order.replays + 1)
            for likeness, order in chosen.items()
            if likeness not in waiting
        ]
        self._orders.update((order.id, order) for order in reopened)
        self._told.difference_update(order.id for order in reopened)
        return reopened

    @staticmethod
    def _likeness(order: Order) -> object:
        if order.slot is not None:
            return order.subscription, order.slot
        return order.window_id, order.language, order.engine, order.destination

    async def settle_wanted(
        self,
        tenant: TenantId,
        window: WindowId,
        state: OrderState,
        reason: str | None = None,
        *,
        language: Language | None = None,
    ) -> Sequence[Order]:
        bare = [
            order.id
            for order in self._orders.values()
            if (order.window_id, order.digest_id) == (window, None)
            and self._waits(tenant, order.id)
            and language in (None, order.language)
        ]
        return await self.settle(tenant, bare, state, reason)

    async def claim_notice(self, tenant: TenantId, order: OrderId) -> bool:
        if order in self._told or not self._owns(tenant, order):
            return False
        self._told.add(order)
        return True

    async def claim_off_notice(self, tenant: TenantId, order: OrderId) -> bool:
        if order in self._told or not self._owns(tenant, order):
            return False
        place = self._orders[order].destination
        told = [
            number
            for number in self._told
            if self._owns(tenant, number)
            and self._orders[number].destination == place
            and self._orders[number].reason == SWITCHED_OFF
        ]
        further = [
            each.id
            for each in self._orders.values()
            if self._owns(tenant, each.id) and _got_further(each)
        ]
        if told and max(told) > max(further, default=OrderId(0)):
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

    def shut_out(self, person: PersonId) -> list[Order]:
        """What did not reach somebody who had blocked the bot, with whether they were told."""
        return [
            order
            for order in self._orders.values()
            if order.destination.chat_id == person
            and order.destination.via is Via.CHAT
            and (order.state, order.reason) == (OrderState.UNDELIVERABLE, ChatState.BLOCKED)
            and order.digest_id is not None
        ]

    def is_told(self, order: OrderId) -> bool:
        return order in self._told

    def tell(self, order: OrderId) -> None:
        self._told.add(order)

    def _waits(self, tenant: TenantId, order: OrderId) -> bool:
        return self._owns(tenant, order) and self._orders[order].state is OrderState.WAITING

    def _owns(self, tenant: TenantId, order: OrderId) -> bool:
        return order in self._orders and self._orders[order].tenant == tenant

    def _place(self, tenant: TenantId, window: Window, new: NewOrder) -> OrderId:
        known = self._of_slot(new) if new.slot is not None else self._alike(tenant, window, new)
        if known is None:
            return self._add(tenant, window, new).id
        if known.state is OrderState.WAITING:
            self._share(known, new)
        return known.id

    def _share(self, known: Order, new: NewOrder) -> None:
        message = new.message_id if known.message_id is None else known.message_id
        joined = known.joined
        if new.waiter is not None and new.waiter not in (known.ordered_by, *joined):
            joined = (*joined, new.waiter)
        self._orders[known.id] = replace(known, message_id=message, joined=joined)

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


def _got_further(order: Order) -> bool:
    ended = order.state is not OrderState.WAITING
    return order.digest_id is not None or (ended and order.reason not in (SWITCHED_OFF, "missed"))
