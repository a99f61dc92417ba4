"""Delivery: through the decision and the ledger, or not at all."""

from dataclasses import dataclass

from pipeline.delivery.models import ChunkState
from pipeline.delivery.ports import Channel, DeliveryLedger
from pipeline.digest.models import DeliveryStatus, DigestId
from pipeline.digest.ports import DigestArchive, StoredDigest
from pipeline.digest.rules.delivery import opens
from pipeline.errors import AlfredError
from pipeline.events.models import DigestDelivered
from pipeline.events.ports import EventLog
from pipeline.ingest.models import GroupId, TenantId
from pipeline.windows.ports import WindowBook


class DeliveryRefusedError(AlfredError):
    """The decision does not let it out: it was blocked, or its text is not the judged one."""


@dataclass(frozen=True, slots=True)
class Delivery:
    digests: DigestArchive
    windows: WindowBook
    ledger: DeliveryLedger
    events: EventLog
    channel: Channel

    async def deliver(self, tenant: TenantId, digest: DigestId, content_hash: str) -> None:
        """Send each chunk once, and record that the digest went out.

        Raises:
            DeliveryRefusedError: the stored decision refuses, or the event speaks of another text.
        """
        stored = await self.digests.get(tenant, digest)
        decision = stored.digest.decision
        if decision.content_hash != content_hash or not opens(decision, stored.digest.statements):
            raise DeliveryRefusedError(f"digest {digest} has no decision that lets its text out")
        chunks = self.channel.chunks(stored)
        for index, chunk in enumerate(chunks):
            await self._send(tenant, stored, index, chunk)
        await self.digests.set_delivery(tenant, digest, DeliveryStatus.SENT)
        window = await self.windows.get(tenant, stored.window_id)
        await self.events.publish([self._delivered(tenant, window.group_id, stored, len(chunks))])

    async def _send(self, tenant: TenantId, stored: StoredDigest, index: int, chunk: str) -> None:
        chat = self.channel.name
        content_hash = stored.digest.decision.content_hash
        state = await self.ledger.claim(tenant, stored.id, index, chat, content_hash)
        if state is ChunkState.SENT:
            return
        reference = await self.channel.send(stored, index, chunk)
        await self.ledger.sent(tenant, stored.id, index, chat, reference)

    def _delivered(
        self, tenant: TenantId, group: GroupId, stored: StoredDigest, chunks: int
    ) -> DigestDelivered:
        return DigestDelivered(
            tenant_id=tenant,
            group_id=group,
            window_id=stored.window_id,
            digest_id=stored.id,
            status=DeliveryStatus.SENT,
            chat=self.channel.name,
            chunks=chunks,
        )
