from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from pipeline.digest.models import DeliveryStatus, Digest, DigestId
from pipeline.digest.ports import DigestEvents, NewDigest, StoredDigest
from pipeline.ingest.models import GroupId, TenantId
from pipeline.windows.models import Window, WindowId, WindowStatus
from tests.fakes.events import MemoryEvents
from tests.fakes.windows import MemoryWindows


class MemoryDigests:
    """The port ``DigestArchive``."""

    def __init__(self, windows: MemoryWindows, events: MemoryEvents) -> None:
        self._windows = windows
        self._events = events
        self._stored: dict[tuple[TenantId, DigestId], StoredDigest] = {}
        self._made_at: dict[DigestId, datetime] = {}

    async def add(self, tenant: TenantId, new: NewDigest, events: DigestEvents) -> DigestId:
        known = await self.find(tenant, new.window_id, new.fingerprint)
        if known is not None:
            return known.id
        await self._windows.settle(tenant, new.window_id, WindowStatus.COMPLETED, None)
        digest_id = DigestId(len(self._stored) + 1)
        now = self._made_at[digest_id] = datetime.now(UTC)
        self._stored[tenant, digest_id] = StoredDigest(
            id=digest_id,
            window_id=new.window_id,
            version=new.version,
            fingerprint=new.fingerprint,
            delivery_status=new.digest.decision.status,
            digest=new.digest,
            people=new.people,
            begun_at=now - timedelta(seconds=new.digest.seconds),
        )
        await self._events.publish(events(digest_id))
        return digest_id

    async def has(self, tenant: TenantId, window: WindowId, fingerprint: str) -> bool:
        return await self.find(tenant, window, fingerprint) is not None

    async def find(
        self, tenant: TenantId, window: WindowId, *fingerprints: str
    ) -> StoredDigest | None:
        stored = {known.fingerprint: known for known in self._of(tenant, window)}
        return next((stored[each] for each in fingerprints if each in stored), None)

    async def get(self, tenant: TenantId, digest: DigestId) -> StoredDigest:
        return self._stored[tenant, digest]

    async def latest(
        self, tenant: TenantId, windows: Sequence[WindowId]
    ) -> Sequence[StoredDigest]:
        newest = [max(self._of(tenant, window), key=_recency, default=None) for window in windows]
        return [stored for stored in newest if stored is not None]

    async def previous(
        self, tenant: TenantId, window: Window, language: Literal["ru", "en"]
    ) -> StoredDigest | None:
        found = None
        for (owner, _), stored in self._stored.items():
            told = await self._windows.get(owner, stored.window_id)
            ours = owner == tenant and stored.digest.language == language
            if not ours or not _precedes(told, window):
                continue
            rank = (told.span.end, *_recency(stored))
            if found is None or rank > found[0]:
                found = (rank, stored)
        return None if found is None else found[1]

    async def last_sent(self, tenant: TenantId, group: GroupId) -> StoredDigest | None:
        last = await self.last_sent_of(tenant, [group], limit=1)
        return last[0] if last else None

    async def last_sent_of(
        self, tenant: TenantId, groups: Sequence[GroupId], *, limit: int
    ) -> Sequence[StoredDigest]:
        last: dict[GroupId, tuple[datetime, DigestId, StoredDigest]] = {}
        for (owner, _), stored in self._stored.items():
            window = await self._windows.get(owner, stored.window_id)
            rank = (window.span.end, stored.id)
            went_out = stored.delivery_status is DeliveryStatus.SENT
            ours = owner == tenant and window.group_id in groups
            known = last.get(window.group_id)
            if ours and went_out and (known is None or rank > known[:2]):
                last[window.group_id] = (*rank, stored)
        latest = sorted(last.values(), key=lambda each: each[:2], reverse=True)
        return [stored for *_, stored in latest][:limit]

    async def set_delivery(
        self, tenant: TenantId, digest: DigestId, status: DeliveryStatus
    ) -> None:
        known = self._stored[tenant, digest]
        self._stored[tenant, digest] = replace(known, delivery_status=status)

    def begun_at(self, tenant: TenantId, digest: DigestId) -> datetime:
        """When its run began."""
        seconds = self._stored[tenant, digest].digest.seconds
        return self._made_at[digest] - timedelta(seconds=seconds)

    async def last_of(self, tenant: TenantId, group: GroupId) -> tuple[float, datetime] | None:
        """Quality and end of the latest window of a group that has a digest."""
        found = None
        for (owner, _), stored in self._stored.items():
            told = await self._windows.get(owner, stored.window_id)
            if owner != tenant or told.group_id != group:
                continue
            rank = (told.span.end, *_recency(stored))
            if found is None or rank > found[0]:
                found = (rank, stored.digest.quality.score)
        return None if found is None else (found[1], found[0][0])

    def made_since(self, tenant: TenantId, moment: datetime) -> list[StoredDigest]:
        return [
            stored
            for (owner, number), stored in self._stored.items()
            if owner == tenant and self._made_at[number] >= moment
        ]

    def replace(self, tenant: TenantId, digest: DigestId, amended: Digest) -> None:
        known = self._stored[tenant, digest]
        revision = known.revision + 1
        self._stored[tenant, digest] = replace(known, digest=amended, revision=revision)

    def _of(self, tenant: TenantId, window: WindowId) -> Iterator[StoredDigest]:
        for (owner, _), stored in self._stored.items():
            if owner == tenant and stored.window_id == window:
                yield stored


def _recency(stored: StoredDigest) -> tuple[int, int]:
    return stored.version, stored.id


def _precedes(told: Window, window: Window) -> bool:
    return (
        told.group_id == window.group_id
        and told.span.size == window.span.size
        and told.span.end <= window.span.start
    )
