"""How busy the loop is: whoever waits for it waits as long as this part does."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from pipeline.health.metrics import HealthMetrics
from pipeline.health.parts import Life

PERIOD_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class LoopLag:
    """A part of the service."""

    metrics: HealthMetrics
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    name: str = "loop lag"

    async def run(self, life: Life) -> None:
        life.ready()
        while not life.stopping.is_set():
            asked = self.clock() + PERIOD_SECONDS
            await self.sleep(PERIOD_SECONDS)
            self.metrics.lagged(self.clock() - asked)
