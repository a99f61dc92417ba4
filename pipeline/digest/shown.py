"""A stored digest for somebody who asks to see it, or something of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.digest.models import DigestId
from pipeline.digest.ports import DigestArchive, StoredDigest
from pipeline.groups.access import Access
from pipeline.groups.models import ConnectedGroup, PersonId
from pipeline.groups.ports import GroupBook
from pipeline.ingest.models import TenantId
from pipeline.windows.models import Window
from pipeline.windows.ports import WindowBook


@dataclass(frozen=True, slots=True)
class ShownDigest:
    group: ConnectedGroup
    window: Window
    stored: StoredDigest

    @property
    def tenant(self) -> TenantId:
        return self.group.tenant


@dataclass(frozen=True, slots=True)
class DigestsForReaders:
    """Digests by their ids, which anybody can make up: each time it is asked who may read."""

    digests: DigestArchive
    windows: WindowBook
    groups: GroupBook
    access: Access

    async def open(
        self, tenant: TenantId, digest: DigestId, person: PersonId
    ) -> ShownDigest | None:
        """None if there is none, or it is not theirs to read: from outside it is the same."""
        try:
            stored = await self.digests.get(tenant, digest)
            window = await self.windows.get(tenant, stored.window_id)
            group = await self.groups.get(tenant, window.group_id)
        except LookupError:
            return None
        if not await self.access.may_read(group, person):
            return None
        return ShownDigest(group, window, stored)

    async def in_window(self, group: ConnectedGroup, stored: StoredDigest) -> ShownDigest:
        """A digest of a group that somebody may read."""
        window = await self.windows.get(group.tenant, stored.window_id)
        return ShownDigest(group, window, stored)

    async def last_sent(self, group: ConnectedGroup) -> StoredDigest | None:
        """The group's latest digest that went out, to anybody who may read it."""
        return await self.digests.last_sent(group.tenant, group.id)

    async def last_shown(
        self, groups: Sequence[ConnectedGroup], limit: int
    ) -> Sequence[ShownDigest]:
        """The latest of several groups that somebody may read, one of each, the latest first."""
        shown: list[ShownDigest] = []
        for tenant, owned in groupby(sorted(groups, key=_tenant), _tenant):
            by_id = {group.id: group for group in owned}
            last = await self.digests.last_sent_of(tenant, list(by_id), limit=limit)
            stored = {each.window_id: each for each in last}
            windows = await self.windows.find(tenant, list(stored))
            shown += (ShownDigest(by_id[each.group_id], each, stored[each.id]) for each in windows)
        return sorted(shown, key=lambda each: each.window.span.end, reverse=True)[:limit]


def _tenant(group: ConnectedGroup) -> TenantId:
    return group.tenant
