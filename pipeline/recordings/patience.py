"""A digest waits a moment for what was said aloud just before."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pipeline.ingest.models import TenantId
from pipeline.recordings.ports import Recordings
from pipeline.windows.models import WindowId


@dataclass(frozen=True, slots=True)
class AwaitRecordings:
    recordings: Recordings
    seconds: float = 20.0
    """At the most; what is not text by then is counted as not heard."""
    look_seconds: float = 0.5
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, tenant: TenantId, window: WindowId) -> None:
        """Return once nothing of the window is about to become text, or the time is up."""
        until = self.clock() + self.seconds
        while self.clock() < until and await self.recordings.awaited(tenant, window):
            await self.sleep(self.look_seconds)
