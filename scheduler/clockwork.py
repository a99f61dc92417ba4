"""Work at full minutes by the wall clock, on APScheduler with a store in memory.

Nothing is remembered here: what is due stands in the database, and each piece of work asks it.
A run that comes late, twice or not at all therefore changes only when something happens.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from apscheduler.events import EVENT_SCHEDULER_SHUTDOWN
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.alignment import Aligned
from scheduler.clock import WallClock, system_clock
from scheduler.metrics import ScheduleMetrics

MISFIRE_SECONDS = 3600
"""A run that a blocked loop or a sleeping machine delays by less is made up for."""
DRAIN_SECONDS = 10.0
"""What is under way at the end may take so long; then it is cancelled."""
_LOOK_SECONDS = 5.0
"""How soon it is noticed that the clock was set."""
_MINUTE = timedelta(minutes=1)

_log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[object]]
"""A ``timedelta`` that it returns tells when to run again, if that is sooner than its time."""


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    work: Work
    period: timedelta = _MINUTE
    phase: timedelta = timedelta(0)
    """How long after the full period."""


class Clockwork:
    """Runs jobs while it is entered, each once at a time; may be entered once.

    Work that raises is logged by the type of its error, counted, and runs again at its next time:
    a database that is away for an hour costs sixty log lines.
    """

    def __init__(
        self,
        jobs: list[Job],
        metrics: ScheduleMetrics,
        *,
        clock: WallClock = system_clock,
        drain_seconds: float = DRAIN_SECONDS,
    ) -> None:
        self._metrics = metrics
        self._clock = clock
        self._drain_seconds = drain_seconds
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._ended = asyncio.Event()
        self._looking: asyncio.TimerHandle | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": MISFIRE_SECONDS,
            },
        )
        self._scheduler.add_listener(lambda _: self._ended.set(), EVENT_SCHEDULER_SHUTDOWN)
        for job in jobs:
            self._scheduler.add_job(
                self._run,
                Aligned(job.period, job.phase),
                args=(job,),
                id=job.name,
                name=job.name,
            )

    async def __aenter__(self) -> Self:
        self._scheduler.start()
        self._look()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Start nothing more, let what is under way end, cancel what does not."""
        if self._looking:
            self._looking.cancel()
        self._scheduler.pause()
        try:
            async with asyncio.timeout(self._drain_seconds):
                await self._idle.wait()
        except TimeoutError:
            _log.warning("Scheduled work did not end within %s s", self._drain_seconds)
        finally:
            self._scheduler.shutdown()
            await self._ended.wait()
            await self._idle.wait()

    async def _run(self, job: Job) -> None:
        self._under_way += 1
        self._idle.clear()
        try:
            self._go_on(job, await job.work())
        except asyncio.CancelledError:
            # Only the end cancels, and the task ends here; APScheduler would log a traceback.
            _log.warning("%s was cut off", job.name)
        except Exception as error:
            self._metrics.failed(job.name, error)
            _log.error("%s failed: %s", job.name, type(error).__name__)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    def _go_on(self, job: Job, pause: object) -> None:
        scheduled = self._scheduler.get_job(job.name)
        if not isinstance(pause, timedelta) or scheduled is None:
            return
        soon = self._clock() + pause
        if soon < scheduled.next_run_time:
            scheduled.modify(next_run_time=soon)

    def _look(self) -> None:
        """Follow a clock that was set.

        APScheduler waits until the clock shows the time that it noted: after one set back it
        would stand still for as long, and it would learn of one set forward a minute late.
        """
        now = self._clock()
        for job in self._scheduler.get_jobs():
            soonest: datetime = job.trigger.get_next_fire_time(now, now)
            if job.next_run_time > soonest:
                job.modify(next_run_time=soonest)
        self._scheduler.wakeup()
        self._looking = asyncio.get_running_loop().call_later(_LOOK_SECONDS, self._look)
