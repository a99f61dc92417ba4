from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.health.parts import Life
from scheduler.clockwork import Clockwork, Job
from scheduler.metrics import ScheduleMetrics


@dataclass(frozen=True, slots=True)
class SchedulerPart:
    """The clock as a part of the service. Several processes may run it: each slot is claimed."""

    jobs: Sequence[Job]
    metrics: ScheduleMetrics
    name: str = "scheduler"

    async def run(self, life: Life) -> None:
        async with Clockwork(list(self.jobs), self.metrics):
            life.ready()
            await life.stopping.wait()
