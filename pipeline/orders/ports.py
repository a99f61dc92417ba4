from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pipeline.digest.models import DigestId
from pipeline.digest.request import Engine, Language
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
        as it is, with the later one's ``message_id`` if it has none; so is the order of a slot
        that has one.
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

        ``digest.order.settled.v1`` is recorded for each in the same transaction.
        """
        ...

    async def claim_notice(self, tenant: TenantId, order: OrderId) -> bool:
        """Whether the caller may tell of the order's end: of all who ask, the first may."""
        ...

    async def of_group(
        self, tenant: TenantId, group: GroupId, *, since: datetime, limit: int
    ) -> Sequence[Order]:
        """The group's orders from a moment on, the latest first."""
        ...

    async def of_digest(self, tenant: TenantId, digest: DigestId) -> Sequence[Order]:
        """The orders that were released with this digest."""
        ...
