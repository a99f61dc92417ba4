from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pipeline.digest.models import DigestId
from pipeline.digest.request import Engine, Language
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import NewOrder, Order, OrderId, OrderState
from pipeline.windows.models import Span, WindowId


class OrderBook(Protocol):
    async def place(
        self, tenant: TenantId, group: GroupId, span: Span, orders: Sequence[NewOrder]
    ) -> Sequence[Order]:
        """Find or add the window, write the orders and announce them, in one transaction.

        ``digest.ordered.v1`` is recorded for each language and engine among the new ones. An
        order that is waiting for the same window, language, engine and destination is returned
        as it is, with the later one's ``message_id`` if it has none, and joined by who ordered
        the later one; so is the order of a slot that has one.
        """
        ...

    async def place_ready(
        self, tenant: TenantId, group: GroupId, span: Span, order: NewOrder, digest: DigestId
    ) -> Order:
        """Write an order for a digest that is there, with its job, in one transaction.

        An order that waits for the same is returned instead, as by ``place``: what it waits for
        may be a later digest.
        """
        ...

    async def join(self, tenant: TenantId, order: OrderId, person: PersonId) -> Order | None:
        """Let a person wait for an order, too; None if it does not wait any more itself."""
        ...

    async def withdraw(self, tenant: TenantId, order: OrderId, person: PersonId) -> Order | None:
        """Let a person wait for an order no more; it is stopped if nobody else does.

        Where a chat is next, the order is nobody's from then on.

        Returns:
            The order as it is then, or None if the person did not wait for it, or it is over.
        """
        ...

    async def get(self, tenant: TenantId, order: OrderId) -> Order: ...

    async def waiting(
        self, tenant: TenantId, window: WindowId, language: Language, engine: Engine
    ) -> Sequence[Order]: ...

    async def wanted(
        self, tenant: TenantId, window: WindowId
    ) -> Sequence[tuple[Language, Engine]]:
        """In which languages and by which engines waiting orders want the window's digest."""
        ...

    async def release(
        self,
        tenant: TenantId,
        window: WindowId,
        language: Language,
        engine: Engine,
        digest: DigestId,
    ) -> int:
        """Give each waiting order the digest and a job of its own (``digest.delivery.due.v1``).

        Returns:
            How many were released. One that was released before keeps its job.
        """
        ...

    async def settle(
        self,
        tenant: TenantId,
        orders: Sequence[OrderId],
        state: OrderState,
        reason: str | None = None,
    ) -> Sequence[Order]:
        """End those of the orders that are waiting, and return them as they are then.

        One whose delivery was given up is delivered if it arrives after all.

        ``digest.order.settled.v1`` is recorded for each in the same transaction.
        """
        ...

    async def settle_wanted(
        self,
        tenant: TenantId,
        window: WindowId,
        state: OrderState,
        reason: str | None = None,
        *,
        language: Language | None = None,
    ) -> Sequence[Order]:
        """End the window's orders of a language, or of any, that no digest was released to.

        The others have theirs on its way. They are returned, and announced, as by ``settle``.
        """
        ...

    async def claim_notice(self, tenant: TenantId, order: OrderId) -> bool:
        """Whether the caller may tell of the order's end: of all who ask, the first may."""
        ...

    async def claim_off_notice(self, tenant: TenantId, order: OrderId) -> bool:
        """Whether the caller may tell at the order's place that digests are switched off.

        Once there, until a later order of the tenant got further than that: then they were on in
        between.
        """
        ...

    async def of_group(
        self, tenant: TenantId, group: GroupId, *, since: datetime, limit: int
    ) -> Sequence[Order]:
        """The group's orders from a moment on, the latest first."""
        ...

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[Order]:
        """The orders that were released with this digest."""
        ...


class MissedOrders(Protocol):
    """Orders whose digests did not reach a person, because they had blocked the bot."""

    async def untold(self, person: PersonId) -> Sequence[Order]:
        """Those that they were not told of, of all tenants, in the order of time."""
        ...

    async def mark_told(self, tenant: TenantId, orders: Sequence[OrderId]) -> None: ...

    async def last_of_group(
        self, tenant: TenantId, group: GroupId, person: PersonId
    ) -> Order | None:
        """The last one of a group, told of or not."""
        ...
