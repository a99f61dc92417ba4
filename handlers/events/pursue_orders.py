"""What happens to orders as their digests come along."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.events.deliver_digest import DeliverDigest
from pipeline.digest.models import DigestId
from pipeline.events.delivery import DigestDlq
from pipeline.events.orders import DigestOrdered
from pipeline.events.runs import DigestBlocked, DigestReadyForDelivery
from pipeline.ingest.models import TenantId
from pipeline.orders.dropping import left_by
from pipeline.orders.models import CHANNEL
from pipeline.orders.pursuing import Pursuit
from pipeline.windows.models import WindowId


@dataclass(frozen=True, slots=True)
class DigestWasOrdered:
    pursuit: Pursuit

    async def __call__(self, events: Sequence[DigestOrdered]) -> None:
        for event in events:
            await self.pursuit.ordered(TenantId(event.tenant_id), WindowId(event.window_id))


@dataclass(frozen=True, slots=True)
class DigestIsReady:
    """Ordered digests go to whoever ordered them, the others through their channel."""

    pursuit: Pursuit
    otherwise: DeliverDigest

    async def __call__(self, events: Sequence[DigestReadyForDelivery]) -> None:
        for event in events:
            if event.channel == CHANNEL:
                await self.pursuit.ready(TenantId(event.tenant_id), DigestId(event.digest_id))
            else:
                await self.otherwise([event])


@dataclass(frozen=True, slots=True)
class DigestWasBlocked:
    pursuit: Pursuit

    async def __call__(self, events: Sequence[DigestBlocked]) -> None:
        for event in events:
            reason = next(iter(event.reasons), event.status)
            await self.pursuit.blocked(
                TenantId(event.tenant_id), DigestId(event.digest_id), reason
            )


@dataclass(frozen=True, slots=True)
class DigestWasGivenUp:
    pursuit: Pursuit

    async def __call__(self, events: Sequence[DigestDlq]) -> None:
        for event in events:
            tenant, left = TenantId(event.tenant_id), left_by(event)
            if left is not None and left.order is not None:
                await self.pursuit.undelivered(tenant, left.order)
            elif left is not None and left.window is not None:
                await self.pursuit.failed(tenant, left.window, left.reason)
