from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId


class MemoryLocks:
    """The port ``WindowLock``, among the tasks of one process."""

    def __init__(self) -> None:
        self._held: set[WindowId] = set()

    @asynccontextmanager
    async def hold(self, tenant: TenantId, window: WindowId) -> AsyncIterator[bool]:
        if window in self._held:
            yield False
            return
        self._held.add(window)
        try:
            yield True
        finally:
            self._held.discard(window)
