"""What has grown too old is removed, a little at a time.

A run is short, so that neither the end of the service waits for it nor what else is due. What it
leaves, the next one removes, and that comes soon: nothing is remembered between them, and a run
that is broken off has done whole batches or nothing.
"""

import asyncio
import logging
import secrets
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from prometheus_client import CollectorRegistry, Gauge, Summary
from prometheus_client import Counter as CounterMetric

from pipeline.retention.models import Expiring
from pipeline.retention.ports import ExpiredRows, Sweep
from scheduler.clockwork import Job

NAME = "retention"
PERIOD = timedelta(minutes=15)
RUN_SECONDS = 5.0
"""Less than ``clockwork.DRAIN_SECONDS``."""
REST = timedelta(seconds=5)
"""Before the next run, if one left something."""
BATCH = 2000
"""Rows of a transaction, which takes some tens of milliseconds."""
_BREATH_SECONDS = 0.02

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Removed:
    rows: Counter[Expiring] = field(default_factory=Counter)
    failed: list[Exception] = field(default_factory=list)
    ended: bool = True
    """Nothing old is left, but where it failed."""


class RetentionMetrics:
    """The metrics of one registry. Of several processes each tells of its own runs only."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._rows = CounterMetric(
            "retention_rows", "Rows removed because they were old", ("table",), registry=registry
        )
        self._seconds = Summary("retention_seconds", "Seconds that runs took", registry=registry)
        self._behind = Gauge(
            "retention_behind",
            "Tables of which the last run left old rows to the next",
            registry=registry,
        )
        self._success = Gauge(
            "retention_last_success_timestamp_seconds",
            "When a run last ended without a failure, since 1970",
            registry=registry,
        )

    def removed(self, expiring: Expiring, rows: int) -> None:
        self._rows.labels(expiring.value).inc(rows)

    def ran(self, seconds: float, *, behind: int) -> None:
        self._seconds.observe(seconds)
        self._behind.set(behind)

    def succeeded(self) -> None:
        self._success.set_to_current_time()


class Retention:
    """Removes batches of each table in turn until nothing old is left or the time is up.

    It rests after each batch as long as the batch took, so a database that has much to do is
    asked for less. What fails for one table is not refused to the others.
    """

    def __init__(
        self,
        rows: ExpiredRows,
        limits: Mapping[Expiring, int],
        metrics: RetentionMetrics,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rows = rows
        self._limits = limits
        self._metrics = metrics
        self._clock = clock
        self._sleep = sleep

    async def __call__(self) -> Removed:
        """Nothing is removed while another process has its turn.

        Raises:
            Exception: As the first table that failed, after the others had their time.
        """
        removed = Removed()
        async with self._rows.turn() as sweep:
            if sweep is not None:
                await self._run(sweep, removed)
        return removed

    async def _run(self, sweep: Sweep, removed: Removed) -> None:
        begun = self._clock()
        waiting = deque(self._limits)
        while waiting and self._clock() - begun < RUN_SECONDS:
            expiring = waiting.popleft()
            if await self._remove(sweep, expiring, removed):
                waiting.append(expiring)
        removed.ended = not waiting
        self._metrics.ran(self._clock() - begun, behind=len(waiting))
        if removed.rows:
            told = ", ".join(f"{rows} of {table}" for table, rows in removed.rows.items())
            _log.info("Old rows removed: %s%s", told, "; more are left" if waiting else "")
        if removed.failed:
            raise removed.failed[0]
        self._metrics.succeeded()

    async def _remove(self, sweep: Sweep, expiring: Expiring, removed: Removed) -> bool:
        """Remove a batch; is there, or may there be, another one to remove?"""
        begun = self._clock()
        try:
            batch = await sweep.remove(expiring, self._limits[expiring], most=BATCH)
        # One table's trouble, of whatever kind, must not let the others grow.
        except Exception as error:
            _log.error("Old rows of %s: %s", expiring, type(error).__name__)
            removed.failed.append(error)
            return False
        if batch.removed:
            removed.rows[expiring] += batch.removed
            self._metrics.removed(expiring, batch.removed)
        await self._sleep(max(_BREATH_SECONDS, self._clock() - begun))
        return not batch.ended


def retention_job(retention: Retention) -> Job:
    """At minutes that each process draws for itself, apart from what is due at full ones."""
    drawn = secrets.randbelow(int(PERIOD.total_seconds()))

    async def run() -> timedelta | None:
        removed = await retention()
        return None if removed.ended else REST

    return Job(NAME, run, PERIOD, phase=timedelta(seconds=drawn))
