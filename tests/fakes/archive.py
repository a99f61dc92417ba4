import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.digest.ports import Group, LinkedMessage, WindowCounts
from pipeline.ingest.models import GroupId, Message, MessageKind, TenantId
from pipeline.windows.models import Window, WindowId
from tests.fakes.groups import MemoryGroups
from tests.fakes.messages import MemoryMessages
from tests.fakes.windows import MemoryWindows


class MemoryArchive:
    """The port ``Archive``."""

    def __init__(
        self, messages: MemoryMessages, groups: MemoryGroups, windows: MemoryWindows
    ) -> None:
        self._messages = messages
        self._groups = groups
        self._windows = windows

    async def group(self, tenant: TenantId, group: GroupId) -> Group:
        return self._groups.get(tenant, group)

    async def salt(self, tenant: TenantId, group: GroupId) -> bytes:
        self._groups.get(tenant, group)
        return hashlib.sha256(f"{tenant}:{group}".encode()).digest()

    async def messages(self, tenant: TenantId, window: Window) -> Sequence[LinkedMessage]:
        return self._between(tenant, window, window.span.start, window.span.end)

    async def history(
        self, tenant: TenantId, window: Window, *, windows: int, limit: int
    ) -> Sequence[LinkedMessage]:
        span = window.span
        since = span.start - windows * (span.end - span.start)
        return self._between(tenant, window, since, span.start)[-limit:]

    async def fingerprint(self, tenant: TenantId, window: Window) -> str:
        told = "".join(
            f"{item.message.id}:{item.message.edit_version}:{item.thread_id}:{item.parent_id}"
            f":{item.reason}:{item.message.reactions}:{item.message.text},"
            for item in await self.messages(tenant, window)
        )
        return hashlib.sha256(told.encode()).hexdigest()

    async def counts(
        self, tenant: TenantId, windows: Sequence[WindowId]
    ) -> Mapping[WindowId, WindowCounts]:
        found = await self._windows.find(tenant, windows)
        return {
            window.id: _counts([item.message for item in await self.messages(tenant, window)])
            for window in found
        }

    def _between(
        self, tenant: TenantId, window: Window, start: datetime, end: datetime
    ) -> list[LinkedMessage]:
        everything = self._messages.of(tenant, window.group_id)
        return [item for item in everything if start <= item.message.sent_at < end]


def _counts(messages: Sequence[Message]) -> WindowCounts:
    told = [message for message in messages if message.kind is not MessageKind.SERVICE]
    ids = [message.id for message in messages if message.id > 0]
    return WindowCounts(
        messages=len(messages),
        told=len(told),
        participants=len({message.author_id for message in told}),
        expected=len(messages) - len(ids) + (max(ids) - min(ids) + 1 if ids else 0),
    )
