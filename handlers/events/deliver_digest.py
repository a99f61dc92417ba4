from collections.abc import Sequence
from dataclasses import dataclass

from bot.delivery import Delivery
from pipeline.digest.models import DigestId
from pipeline.events.models import DigestReadyForDelivery
from pipeline.ingest.models import TenantId


@dataclass(frozen=True, slots=True)
class DeliverDigest:
    """A digest may go out: send it."""

    delivery: Delivery

    async def __call__(self, events: Sequence[DigestReadyForDelivery]) -> None:
        for event in events:
            await self.delivery.deliver(
                TenantId(event.tenant_id), DigestId(event.digest_id), event.content_hash
            )
