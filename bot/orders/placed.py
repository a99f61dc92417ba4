"""What a chat has of a digest, which is looked up there: people delete messages."""

from dataclasses import dataclass
from enum import Enum

from bot.channels.chat import ChatChannel
from bot.delivery import Delivery
from pipeline.delivery.models import DeliveredChunk
from pipeline.delivery.ports import DeliveryLedger
from pipeline.digest.ports import StoredDigest
from pipeline.events.models import DigestEvent
from pipeline.ingest.models import TenantId


class Found(Enum):
    NOTHING = "nothing"
    BEGUN = "begun"
    """The first chunks of it."""
    TORN = "torn"
    """Some of it, with gaps."""
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class PlacedDigest:
    """A digest in the chat of a channel, in the channel's text.

    Whoever uses it has the lock of the chat (``MessageLocks.chat``).
    """

    ledger: DeliveryLedger
    tenant: TenantId
    stored: StoredDigest
    channel: ChatChannel

    async def refresh(self) -> Found:
        """Put the text into every message of it that is there, and tell how much of it is there.

        Raises:
            RichRefusedError: The chat takes no rich message.
            NotSentError: Telegram refuses it otherwise, or was not reached.
        """
        stand = [chunk.chunk for chunk in await self._chunks() if await self._renewed(chunk)]
        if not stand:
            return Found.NOTHING
        if stand != list(range(len(stand))):
            return Found.TORN
        return Found.WHOLE if len(stand) == len(self.channel.texts) else Found.BEGUN

    async def beginning(self) -> int | None:
        """The message that holds its first chunk, as far as is known."""
        first = next((each for each in await self._chunks() if each.chunk == 0), None)
        return None if first is None or first.reference is None else int(first.reference)

    async def bring(self, delivery: Delivery, due: DigestEvent, *, demanded: bool = False) -> bool:
        """Have it whole in the chat, and once; False if it was there, in another message.

        It begins in the message of the channel, if that has one.

        Args:
            delivery: Sends what is missing.
            due: What this is about.
            demanded: Somebody who does not see it asks for it: what may have gone out goes again.

        Raises:
            RichRefusedError: The chat takes no rich message.
            NotSentError: Something certainly did not go out; trying again is safe.
            UncertainDeliveryError: A chunk may have gone out before, and may not go out twice.
            SendUncertainError: So it is with a chunk that was sent now.
        """
        found, message = await self.refresh(), self.channel.message_id
        begins_here = message is not None and message == await self.beginning()
        if found is Found.WHOLE and not begins_here:
            return False
        if not self._goes_on(found, begins_here=begins_here):
            await self.take_back()
        if demanded:
            await self._claim_nothing()
        await delivery.hand_over(self.tenant, due, self.stored, self.channel)
        return True

    async def correct(self, delivery: Delivery) -> None:
        """Put the text into the messages that are there; what is gone stays gone.

        What takes more messages, because it is in another form now, goes on below them.

        Raises:
            RichRefusedError, NotSentError, UncertainDeliveryError, SendUncertainError: See
                ``bring``.
        """
        before = len(await self._chunks())
        found = await self.refresh()
        if found is Found.BEGUN and before == len(await self._chunks()):
            await delivery.send(self.tenant, self.stored, self.channel)

    def _goes_on(self, found: Found, *, begins_here: bool) -> bool:
        """Whether what is still to be sent would stand below what is there."""
        if self.channel.message_id is None:
            return found in (Found.NOTHING, Found.BEGUN)
        return begins_here and found in (Found.BEGUN, Found.WHOLE)

    async def take_back(self) -> None:
        """Delete what is there of it; it may be sent anew."""
        for chunk in await self._chunks():
            if chunk.reference not in (None, str(self.channel.message_id)):
                await self.channel.remove(str(chunk.reference))
        await self.ledger.withdraw(self.tenant, self.stored.id, self.channel.name)

    async def _claim_nothing(self) -> None:
        for index in range(len(self.channel.texts)):
            await self.ledger.release(self.tenant, self.stored.id, index, self.channel.name)

    async def _renewed(self, chunk: DeliveredChunk) -> bool:
        at = self.tenant, self.stored.id
        if chunk.reference is None or not await self.channel.replace(chunk.reference, chunk.chunk):
            await self.ledger.withdraw(*at, chunk.chat, chunk.chunk)
            return False
        content_hash = self.stored.digest.decision.content_hash
        await self.ledger.resent(*at, chunk.chunk, chunk.chat, content_hash)
        return True

    async def _chunks(self) -> list[DeliveredChunk]:
        return list(await self.ledger.delivered(self.tenant, self.stored.id, self.channel.name))
