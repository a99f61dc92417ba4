"""What is looked up when the metrics are read, for it changes without any process doing it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from handlers.api.health import CHECK_SECONDS, FRESH_SECONDS, Health
from pipeline.errors import AlfredError
from pipeline.health.metrics import HealthMetrics
from pipeline.rollout.metrics import RolloutMetrics
from pipeline.rollout.samples import LatestLooks

Count = Callable[[], Awaitable[int]]
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class RolloutFigures:
    looks: LatestLooks
    metrics: RolloutMetrics


@dataclass(slots=True)
class Figures:
    """Asked once a second at most, however many read."""

    health: Health
    letters: Count
    """How many dead letters there are, of all tenants."""
    metrics: HealthMetrics
    rollouts: RolloutFigures
    clock: Callable[[], float] = time.monotonic
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _asked_at: float | None = None

    async def refresh(self) -> None:
        """Look, and never fail: metrics that are not there would hide what went wrong."""
        async with self._asking:
            now = self.clock()
            if self._asked_at is not None and now - self._asked_at < FRESH_SECONDS:
                return
            parts, checks = await self.health.examined()
            self.metrics.found(parts, checks, await _told(self.letters))
            self.rollouts.metrics.looked(await _told(self.rollouts.looks.latest))
            self._asked_at = self.clock()


async def _told(ask: Callable[[], Awaitable[Told]]) -> Told | None:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await ask()
    except (AlfredError, TimeoutError):
        return None
