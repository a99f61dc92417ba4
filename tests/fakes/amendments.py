from collections.abc import Collection, Sequence
from datetime import datetime

from pipeline.delivery.copies import CopyKind
from pipeline.digest.citations import cited_messages
from pipeline.digest.models import Digest, DigestId
from pipeline.digest.ports import DigestEvents, StoredDigest
from pipeline.digest.renumbering import as_numbered_now
from pipeline.ingest.models import GroupId, MessageId, TenantId
from tests.fakes.artifacts import MemoryArtifacts
from tests.fakes.copies import MemoryCopies
from tests.fakes.digests import MemoryDigests
from tests.fakes.events import MemoryEvents
from tests.fakes.messages import MemoryMessages
from tests.fakes.windows import MemoryWindows


class MemoryAmendments:
    """The port ``DigestAmendments``."""

    def __init__(
        self,
        digests: MemoryDigests,
        artifacts: MemoryArtifacts,
        messages: MemoryMessages,
        windows: MemoryWindows,
        events: MemoryEvents,
        copies: MemoryCopies | None = None,
    ) -> None:
        self._digests = digests
        self._artifacts = artifacts
        self._messages = messages
        self._windows = windows
        self._events = events
        self._copies = copies or MemoryCopies()

    async def citing(
        self,
        tenant: TenantId,
        group: GroupId,
        messages: Collection[MessageId],
        *,
        since: datetime,
    ) -> Sequence[DigestId]:
        found = [
            stored.id
            for stored in self._digests.made_since(tenant, since)
            if (await self._windows.get(tenant, stored.window_id)).group_id == group
            and not self._cited(tenant, group, stored).isdisjoint(messages)
        ]
        return sorted(found, reverse=True)

    async def outdated(self, tenant: TenantId, digest: DigestId) -> Collection[MessageId]:
        stored = await self._digests.get(tenant, digest)
        window = await self._windows.get(tenant, stored.window_id)
        since = self._digests.begun_at(tenant, digest)
        return {
            MessageId(cited)
            for cited in self._cited(tenant, window.group_id, stored)
            if self._messages.is_outdated(window.group_id, MessageId(cited), since)
        }

    def _cited(self, tenant: TenantId, group: GroupId, stored: StoredDigest) -> frozenset[int]:
        migrated_at = self._messages.migrated_at(tenant, group)
        return cited_messages(as_numbered_now(stored, migrated_at).digest)

    async def amend(
        self,
        tenant: TenantId,
        digest: DigestId,
        amended: Digest,
        events: DigestEvents,
        *,
        replacing: int | None = None,
    ) -> bool:
        stored = await self._digests.get(tenant, digest)
        if replacing not in (None, stored.revision):
            return False
        self._digests.replace(tenant, digest, amended)
        await self._events.publish(events(digest))
        return True

    async def quoted(self, tenant: TenantId, digest: DigestId) -> bool:
        copies = await self._copies.of_digest(tenant, digest)
        return any(copy.kind is CopyKind.SOURCES for copy in copies)

    async def forget(
        self, tenant: TenantId, group: GroupId, messages: Collection[MessageId]
    ) -> int:
        times = [self._messages.sent_at(tenant, group, message) for message in messages]
        doomed = []
        for owner, key in self._artifacts.saved:
            if owner != tenant:
                continue
            window = await self._windows.get(tenant, key.window_id)
            span = window.span
            held = any(time and span.start <= time < span.end for time in times)
            if held and window.group_id == group:
                doomed.append((owner, key))
        for artifact in doomed:
            del self._artifacts.saved[artifact]
        return len(doomed)
