"""A corrected digest takes the place of what was delivered, wherever it went."""

import logging
from dataclasses import dataclass

from bot.orders.copies import SentCopies
from bot.orders.delivering import OrderDelivery
from bot.telegram.errors import TelegramError
from bot.telegram.limits import sending_as
from pipeline.delivery.errors import NotSentError, UncertainDeliveryError
from pipeline.delivery.models import Via
from pipeline.delivery.rates import Urgency
from pipeline.digest.models import DigestId
from pipeline.events.delivery import DigestCorrected
from pipeline.ingest.models import TenantId
from pipeline.orders.models import Order

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Corrections:
    delivery: OrderDelivery
    copies: SentCopies

    async def __call__(self, corrected: DigestCorrected) -> None:
        """Edit every message of the digest; one that cannot be edited any more holds up none."""
        tenant, digest = TenantId(corrected.tenant_id), DigestId(corrected.digest_id)
        orders = await self.delivery.orders.of_digest(tenant, digest)
        with sending_as(Urgency.ANSWER):
            # What was asked for beside it quotes more, and there is less of it.
            await self.copies.correct(tenant, digest)
            places = {order.destination: order for order in orders}
            for order in places.values():
                if order.destination.via is Via.CHAT:
                    await self._correct(order, digest)

    async def _correct(self, order: Order, digest: DigestId) -> None:
        async with self.delivery.locks.chat(order.destination):
            stored = await self.delivery.digests.get(order.tenant, digest)
            try:
                await self.delivery.correct(order, stored)
            except (NotSentError, UncertainDeliveryError, TelegramError) as error:
                _log.warning(
                    "digest %s stays uncorrected in one chat: %s", digest, type(error).__name__
                )
