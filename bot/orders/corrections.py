"""A corrected digest takes the place of what was delivered, wherever it went."""

import logging
from dataclasses import dataclass

from aiogram.exceptions import TelegramAPIError

from bot.orders.delivering import OrderDelivery
from bot.telegram.errors import TelegramError
from bot.telegram.limits import sending_as
from pipeline.delivery.models import DeliveredChunk, Via
from pipeline.delivery.rates import Urgency
from pipeline.digest.models import DigestId
from pipeline.digest.ports import StoredDigest
from pipeline.events.models import DigestCorrected
from pipeline.ingest.models import TenantId
from pipeline.orders.models import Order

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Corrections:
    delivery: OrderDelivery

    async def __call__(self, corrected: DigestCorrected) -> None:
        """Edit every message of the digest; one that cannot be edited any more holds up none."""
        tenant, digest = TenantId(corrected.tenant_id), DigestId(corrected.digest_id)
        stored = await self.delivery.digests.get(tenant, digest)
        chunks = await self.delivery.ledger.delivered(tenant, digest)
        for order in await self.delivery.orders.of_digest(tenant, digest):
            mine = [chunk for chunk in chunks if chunk.chat == order.destination.key]
            if order.destination.via is Via.CHAT and mine:
                with sending_as(Urgency.ANSWER):
                    await self._replace(order, stored, mine)

    async def _replace(
        self, order: Order, stored: StoredDigest, chunks: list[DeliveredChunk]
    ) -> None:
        """In as many messages as there were: a digest only gets shorter."""
        report = await self.delivery.report(order, stored)
        rich = await self.delivery.reads_rich(order)
        channel = await self.delivery.channel(order, report, rich=rich)
        for chunk in chunks:
            if chunk.reference is None:
                continue
            try:
                await channel.replace(chunk.reference, chunk.chunk)
            except (TelegramAPIError, TelegramError) as error:
                _log.warning(
                    "digest %s stays uncorrected in one chat: %s", stored.id, type(error).__name__
                )
                continue
            await self.delivery.ledger.resent(
                order.tenant,
                stored.id,
                chunk.chunk,
                chunk.chat,
                stored.digest.decision.content_hash,
            )
