"""What the process that runs the bot hears of orders, and of what it showed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.orders.corrections import Corrections
from bot.orders.delivering import OrderDelivery
from bot.orders.notices import OrderNotices
from bot.orders.threads import SentThreads
from pipeline.events.delivery import DigestCorrected
from pipeline.events.orders import DigestDeliveryDue, DigestOrderSettled
from pipeline.events.threads import ThreadAnswerOutdated


@dataclass(frozen=True, slots=True)
class DeliveryIsDue:
    deliver: OrderDelivery

    async def __call__(self, events: Sequence[DigestDeliveryDue]) -> None:
        for event in events:
            await self.deliver(event)


@dataclass(frozen=True, slots=True)
class OrderWasSettled:
    notify: OrderNotices

    async def __call__(self, events: Sequence[DigestOrderSettled]) -> None:
        for event in events:
            await self.notify(event)


@dataclass(frozen=True, slots=True)
class ThreadWasOutdated:
    correct: SentThreads

    async def __call__(self, events: Sequence[ThreadAnswerOutdated]) -> None:
        for event in events:
            await self.correct(event)


@dataclass(frozen=True, slots=True)
class DigestWasCorrected:
    correct: Corrections

    async def __call__(self, events: Sequence[DigestCorrected]) -> None:
        for event in events:
            await self.correct(event)
