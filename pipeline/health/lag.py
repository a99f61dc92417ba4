"""How busy the loop is: whoever waits for it waits as long as this part does."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from pipeline.health.metrics import HealthMetrics
from pipeline.health.models import Finding, ok, warn
from pipeline.health.parts import Life

PERIOD_SECONDS: Final = 0.5
REMEMBERED: Final = 600
"""Waits: five minutes of them, as the alert LoopLagHigh looks back."""
HIGH_SECONDS: Final = 0.25
"""Of the wait that one in a hundred exceeds; the alert has the same."""


@dataclass(frozen=True, slots=True)
class RecentLags:
    """The waits of late; a check of readiness."""

    subject: str = "loop"
    _lags: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def note(self, seconds: float) -> None:
        self._lags.append(seconds)

    async def examine(self) -> Finding:
        if not self._lags:
            return ok("not measured yet")
        lag = sorted(self._lags)[-1 - len(self._lags) // 100]
        told = f"one in a hundred waits {lag * 1000:.0f} ms or longer"
        if lag > HIGH_SECONDS:
            return warn(told, "give it more processor, or divide the roles among processes")
        return ok(told)


@dataclass(frozen=True, slots=True)
class LoopLag:
    """A part of the service."""

    metrics: HealthMetrics
    recent: RecentLags
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    name: str = "loop lag"

    async def run(self, life: Life) -> None:
        life.ready()
        while not life.stopping.is_set():
            asked = self.clock() + PERIOD_SECONDS
            await self.sleep(PERIOD_SECONDS)
            late = self.clock() - asked
            self.metrics.lagged(late)
            self.recent.note(late)
