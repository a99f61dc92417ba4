"""What happens to orders as their digests come along."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.events.deliver_digest import DeliverDigest
from pipeline.digest.models import DigestId
from pipeline.events.delivery import DigestDlq
from pipeline.events.models import stage_of
from pipeline.events.orders import DigestDeliveryDue, DigestOrdered
from pipeline.events.runs import DigestBlocked, DigestGenerateRequested, DigestReadyForDelivery
from pipeline.ingest.models import TenantId
from pipeline.orders.models import CHANNEL, OrderId
from pipeline.orders.pursuing import Pursuit
from pipeline.windows.models import WindowId

_MAKING = frozenset({stage_of(DigestOrdered), stage_of(DigestGenerateRequested)})
"""Without these there will be no digest."""
_DELIVERING = stage_of(DigestDeliveryDue)


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
            tenant = TenantId(event.tenant_id)
            if event.stage == _DELIVERING:
                await self.pursuit.undelivered(tenant, OrderId(int(event.event_key)))
            elif event.window_id is not None and event.stage in _MAKING:
                await self.pursuit.failed(tenant, WindowId(event.window_id), event.stage)
