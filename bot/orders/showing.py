"""A digest that a person asks to see where only a word about it stands."""

from dataclasses import dataclass

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ReplyParameters

from bot.channels.chat import ChatChannel, RichRefusedError
from bot.orders.delivering import OrderDelivery
from pipeline.delivery.models import Destination
from pipeline.digest.shown import ShownDigest
from pipeline.orders.models import Order

_GONE = "message to be replied not found"


@dataclass(frozen=True, slots=True)
class DigestShowing:
    delivery: OrderDelivery

    async def point(
        self, chat: Destination, digest: ShownDigest, text: str, *, pressed: int | None = None
    ) -> bool:
        """Answer to the message in which the chat has the digest.

        False if it has none, or it was there where now the ``pressed`` message stands for it.
        """
        for chunk in await self.delivery.ledger.delivered(digest.tenant, digest.stored.id):
            if (chunk.chat, chunk.chunk) != (chat.key, 0) or chunk.reference is None:
                continue
            if chunk.reference == str(pressed):
                return False
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

    async def unfold(self, order: Order, digest: ShownDigest) -> None:
        """Put the digest in the place of the order's message, and its rest below.

        It is in the ledger then, so that a correction finds it.

        Raises:
            NotSentError: Telegram refused it.
        """
        try:
            await self._send(order, digest, rich=await self.delivery.reads_rich(order))
        except RichRefusedError:
            await self._send(order, digest, rich=False)

    async def _send(self, order: Order, digest: ShownDigest, *, rich: bool) -> None:
        stored, ledger = digest.stored, self.delivery.ledger
        report = await self.delivery.report(order, stored)
        channel: ChatChannel = await self.delivery.channel(order, report, rich=rich)
        content_hash = stored.digest.decision.content_hash
        for index, chunk in enumerate(channel.chunks(stored)):
            await ledger.claim(order.tenant, stored.id, index, channel.name, content_hash)
            reference = await channel.send(stored, index, chunk)
            await ledger.sent(order.tenant, stored.id, index, channel.name, reference)
