"""A digest that a person asks to see where only a word about it stands."""

from dataclasses import dataclass, replace

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ReplyParameters

from bot.orders.delivering import OrderDelivery
from bot.telegram.turn import apart
from pipeline.delivery.models import Destination
from pipeline.digest.shown import ShownDigest
from pipeline.orders.models import Order

_GONE = "message to be replied not found"


@dataclass(frozen=True, slots=True)
class DigestShowing:
    delivery: OrderDelivery

    async def point(self, chat: Destination, digest: ShownDigest, text: str) -> bool:
        """Answer to the message in which the chat has the digest; False if it has none."""
        delivered = await self.delivery.ledger.delivered(digest.tenant, digest.stored.id, chat.key)
        for chunk in delivered:
            if chunk.chunk or chunk.reference is None:
                continue
            try:
                await self.delivery.bot.send_message(
                    chat.chat_id,
                    text,
                    message_thread_id=chat.thread_id or None,
                    reply_parameters=ReplyParameters(message_id=int(chunk.reference)),
                )
            except TelegramBadRequest as refused:
                if _GONE not in refused.message:
                    raise
                return False
            return True
        return False

    async def unfold(self, order: Order, digest: ShownDigest, message_id: int) -> bool:
        """Put the digest in the place of a message, and its rest below.

        False if the chat of the order has it whole in other messages. It is in the ledger then,
        so that a correction finds it.

        Raises:
            NotSentError: Telegram refused it.
        """
        here = replace(order, message_id=message_id)
        # The delivery ledger knows what was sent: a turn that is run again would send less.
        with apart():
            async with self.delivery.locks.chat(order.destination):
                stored = await self.delivery.digests.get(digest.tenant, digest.stored.id)
                return await self.delivery.bring(here, stored, demanded=True)
