from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from pipeline.ingest.models import GroupId, TenantId
from pipeline.windows.models import Span, Window, WindowId, WindowStatus


class WindowBook(Protocol):
    async def ensure(
        self, tenant: TenantId, group: GroupId, spans: Sequence[Span]
    ) -> Sequence[Window]:
        """Find or add windows (unique on group, size, start), in the order of ``spans``.

        ``group.window.ready.v1`` is recorded in the same transaction for each new one.
        """
        ...

    async def get(self, tenant: TenantId, window: WindowId) -> Window: ...

    async def find(self, tenant: TenantId, windows: Sequence[WindowId]) -> Sequence[Window]: ...

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
        """Queue the window's next version and record ``digest.generate.requested.v1`` with it.

        False, and nothing happens, if the window's last request had this fingerprint and has
        not failed: two people who ask for the same get one run. With ``join`` also if its last
        request, whatever it was, is still to be answered.
        """
        ...

    async def settle(
        self, tenant: TenantId, window: WindowId, status: WindowStatus, reason: str | None
    ) -> None:
        """Write the status; a completed window's reason is None."""
        ...

    async def silent(
        self, tenant: TenantId, group: GroupId, spans: Sequence[Span]
    ) -> Sequence[Span]:
        """Those of the spans in which nobody wrote, in their order."""
        ...

    async def extent(self, tenant: TenantId, group: GroupId) -> tuple[datetime, datetime] | None:
        """Times of the group's first and last message; None if it has none."""
        ...
