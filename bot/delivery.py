"""Delivery: through the decision and the ledger, or not at all."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.delivery.errors import NotSentError, UncertainDeliveryError
from pipeline.delivery.models import ChunkState
from pipeline.delivery.ports import Channel, DeliveryLedger
from pipeline.digest.models import DeliveryStatus, DigestId
from pipeline.digest.ports import DigestArchive, StoredDigest
from pipeline.digest.rules.statements.delivery import opens
from pipeline.errors import AlfredError
from pipeline.events.delivery import DigestDelivered
from pipeline.events.models import DigestEvent
from pipeline.events.ports import EventLog
from pipeline.events.runs import DigestBlocked, DigestReadyForDelivery
from pipeline.ingest.models import TenantId
from pipeline.tracing.spans import span

NOT_AS_JUDGED = "text_is_not_as_judged"

_SETTLED = frozenset(
    {DeliveryStatus.SENT, DeliveryStatus.BLOCKED_RBAC, DeliveryStatus.BLOCKED_QUOTA}
)
"""It went out as it was judged, or is held back for a reason of its own."""

_log = logging.getLogger(__name__)


class NoChannelError(AlfredError):
    """The digest is meant for a channel that this process does not have."""


@dataclass(frozen=True, slots=True)
class Delivery:
    digests: DigestArchive
    ledger: DeliveryLedger
    events: EventLog
    channels: Mapping[str, Channel]
    """By their names."""

    async def deliver(self, wanted: DigestReadyForDelivery) -> None:
        """Send each chunk once, and record that the digest went out.

        If the stored decision does not let it out, or the event speaks of another text, it is
        blocked; trying again would not help.

        Raises:
            NoChannelError: there is no such channel here.
            UncertainDeliveryError: a chunk may have gone out before, and may not go out twice.
        """
        channel = self.channels.get(wanted.channel)
        if channel is None:
            raise NoChannelError(f"there is no channel {wanted.channel!r} to deliver through")
        tenant = TenantId(wanted.tenant_id)
        stored = await self.digests.get(tenant, DigestId(wanted.digest_id))
        if not may_go_out(stored, wanted.content_hash):
            await self._block(tenant, wanted, stored)
            return
        await self.hand_over(tenant, wanted, stored, channel)

    async def hand_over(
        self, tenant: TenantId, about: DigestEvent, stored: StoredDigest, channel: Channel
    ) -> None:
        """Send each chunk of a digest that may go out, once, and record that it did.

        Raises:
            NotSentError: a chunk certainly did not go out; trying again is safe.
            UncertainDeliveryError: a chunk may have gone out before, and may not go out twice.
        """
        chunks = await self.send(tenant, stored, channel)
        await self.digests.set_delivery(tenant, stored.id, DeliveryStatus.SENT)
        delivered = DigestDelivered(
            **_about(about), status=DeliveryStatus.SENT, chat=channel.name, chunks=chunks
        )
        await self.events.publish([delivered])

    async def send(self, tenant: TenantId, stored: StoredDigest, channel: Channel) -> int:
        """Send each chunk that did not go out yet; how many chunks there are.

        Raises:
            NotSentError, UncertainDeliveryError: See ``hand_over``.
        """
        chunks = channel.chunks(stored)
        for index, chunk in enumerate(chunks):
            await self._send(tenant, channel, stored, index, chunk)
        return len(chunks)

    async def _send(
        self, tenant: TenantId, channel: Channel, stored: StoredDigest, index: int, chunk: str
    ) -> None:
        with span("delivery.chunk", digest_id=stored.id, chunk=index, bytes=len(chunk.encode())):
            await self._send_once(tenant, channel, stored, index, chunk)

    async def _send_once(
        self, tenant: TenantId, channel: Channel, stored: StoredDigest, index: int, chunk: str
    ) -> None:
        chat, content_hash = channel.name, stored.digest.decision.content_hash
        state = await self.ledger.claim(tenant, stored.id, index, chat, content_hash)
        if state is ChunkState.SENT:
            return
        if state is ChunkState.UNCERTAIN and not channel.repeatable(index):
            raise UncertainDeliveryError(
                f"chunk {index} of digest {stored.id} may have gone to {chat!r} before its sender"
                " died — look there, then replay or discard the dead letter"
            )
        try:
            reference = await channel.send(stored, index, chunk)
        except NotSentError:
            await self.ledger.release(tenant, stored.id, index, chat)
            raise
        await self.ledger.sent(tenant, stored.id, index, chat, reference)

    async def _block(
        self, tenant: TenantId, wanted: DigestReadyForDelivery, stored: StoredDigest
    ) -> None:
        if stored.delivery_status in _SETTLED:
            return
        _log.warning("digest %s is held back: its text is not the judged one", stored.id)
        status = DeliveryStatus.BLOCKED_QUALITY
        await self.digests.set_delivery(tenant, stored.id, status)
        blocked = DigestBlocked(
            **_about(wanted), version=stored.version, status=status, reasons=(NOT_AS_JUDGED,)
        )
        await self.events.publish([blocked])


def may_go_out(stored: StoredDigest, content_hash: str) -> bool:
    decision = stored.digest.decision
    return decision.content_hash == content_hash and opens(decision, stored.digest.statements)


def _about(wanted: DigestEvent) -> dict[str, int]:
    return wanted.model_dump(include={"tenant_id", "group_id", "window_id", "digest_id"})
