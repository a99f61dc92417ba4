import asyncio
from collections import defaultdict
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


class MemorySoleRunner:
    """The port ``SoleRunner``, among the tasks of one process."""

    def __init__(self) -> None:
        self._names: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._lost: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[asyncio.Event]:
        async with self._names[name]:
            lost = self._lost[name] = asyncio.Event()
            yield lost

    def lose(self, name: str) -> None:
        """Tell the holder of the name that it is lost."""
        self._lost[name].set()
