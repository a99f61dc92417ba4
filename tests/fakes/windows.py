from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from pipeline.events.groups import GroupWindowReady
from pipeline.events.runs import DigestGenerateRequested
from pipeline.ingest.models import GroupId, TenantId
from pipeline.ingest.talk import is_talk
from pipeline.windows.models import Span, Window, WindowId, WindowStatus
from tests.fakes.events import MemoryEvents
from tests.fakes.groups import MemoryGroups
from tests.fakes.messages import MemoryMessages

_HAS_REASON = (WindowStatus.FAILED, WindowStatus.SKIPPED)
_AWAITED = (WindowStatus.QUEUED, WindowStatus.PROCESSING)


class MemoryWindows:
    """The port ``WindowBook``."""

    def __init__(
        self, groups: MemoryGroups, messages: MemoryMessages, events: MemoryEvents
    ) -> None:
        self._groups = groups
        self._messages = messages
        self._events = events
        self._windows: dict[tuple[TenantId, WindowId], Window] = {}
        self._requests: dict[WindowId, str] = {}

    async def ensure(
        self, tenant: TenantId, group: GroupId, spans: Sequence[Span]
    ) -> Sequence[Window]:
        self._groups.get(tenant, group)
        return [await self._ensure(tenant, group, span) for span in spans]

    async def get(self, tenant: TenantId, window: WindowId) -> Window:
        return self._windows[tenant, window]

    async def find(self, tenant: TenantId, windows: Sequence[WindowId]) -> Sequence[Window]:
        known = [self._windows.get((tenant, window)) for window in windows]
        return [window for window in known if window is not None]

    async def request(
        self,
        tenant: TenantId,
        window: WindowId,
        *,
        fingerprint: str,
        language: Literal["ru", "en"],
        engine: Literal["auto", "rules", "model"],
        channel: str,
        join: bool = False,
    ) -> bool:
        known = self._windows[tenant, window]
        asked_before = self._requests.get(window) == fingerprint
        if asked_before and known.status is not WindowStatus.FAILED:
            return False
        if join and known.version and known.status in _AWAITED:
            return False
        version = known.version + 1
        self._requests[window] = fingerprint
        self._windows[tenant, window] = replace(
            known, version=version, status=WindowStatus.QUEUED, reason=None
        )
        event = DigestGenerateRequested(
            tenant_id=tenant,
            group_id=known.group_id,
            window_id=window,
            version=version,
            language=language,
            engine=engine,
            channel=channel,
        )
        await self._events.publish([event])
        return True

    async def settle(
        self, tenant: TenantId, window: WindowId, status: WindowStatus, reason: str | None
    ) -> None:
        kept = reason if status in _HAS_REASON else None
        known = self._windows[tenant, window]
        self._windows[tenant, window] = replace(known, status=status, reason=kept)

    async def silent(
        self, tenant: TenantId, group: GroupId, spans: Sequence[Span]
    ) -> Sequence[Span]:
        times = [
            item.message.sent_at
            for item in self._messages.of(tenant, group)
            if is_talk(item.message)
        ]
        return [span for span in spans if not any(span.start <= time < span.end for time in times)]

    async def extent(self, tenant: TenantId, group: GroupId) -> tuple[datetime, datetime] | None:
        messages = self._messages.of(tenant, group)
        if not messages:
            return None
        return messages[0].message.sent_at, messages[-1].message.sent_at

    async def _ensure(self, tenant: TenantId, group: GroupId, span: Span) -> Window:
        for (owner, _), window in self._windows.items():
            if (owner, window.group_id, window.span) == (tenant, group, span):
                return window
        window = Window(
            id=WindowId(len(self._windows) + 1),
            group_id=group,
            span=span,
            status=WindowStatus.QUEUED,
        )
        self._windows[tenant, window.id] = window
        ready = GroupWindowReady(
            tenant_id=tenant,
            group_id=group,
            window_id=window.id,
            start=span.start,
            end=span.end,
            size_hours=span.size.value,
        )
        await self._events.publish([ready])
        return window
