from collections.abc import Sequence
from dataclasses import dataclass

from bot.delivery import Delivery
from pipeline.events.runs import DigestReadyForDelivery


@dataclass(frozen=True, slots=True)
class DeliverDigest:
    """A digest may go out: send it."""

    delivery: Delivery

    async def __call__(self, events: Sequence[DigestReadyForDelivery]) -> None:
        for event in events:
            await self.delivery.deliver(event)
