"""How far the runs of this process are, told to every process that shows it.

A run tells it from within its stages and goes on at once. What was told is kept, the latest of
each run, until it is sent; to send it is the part's work, and harms no run if it fails.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import accumulate

from pipeline.digest.answers import Stage
from pipeline.digest.ports import RunWatcher
from pipeline.digest.signals import RunProgress, RunSignals
from pipeline.errors import AlfredError
from pipeline.health.parts import Life
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId

SEND_SECONDS = 0.5
"""Between two signals of one run."""

_COURSE = (
    ({Stage.INGEST_VALIDATOR}, 3),
    ({Stage.THREAD_BUILDER}, 2),
    ({Stage.SEGMENTER}, 50),
    ({Stage.EMOTION, Stage.ROLES, Stage.TOPIC}, 20),
    ({Stage.SYNTHESIS}, 13),
    ({Stage.EVALUATION}, 10),
    ({Stage.DELIVERY_MANAGER}, 2),
)
"""Stages that go on at the same time, and how much of a run they are where a model answers, in
hundredths; rules are done before anybody looks."""

_WEIGHTS = {stage: weight / 100 for stages, weight in _COURSE for stage in stages}
_BEGINS = {
    stage: until / 100 - weight / 100
    for (stages, weight), until in zip(
        _COURSE, accumulate(weight for _, weight in _COURSE), strict=True
    )
    for stage in stages
}

_log = logging.getLogger(__name__)

_Run = tuple[TenantId, WindowId]


class ProgressReports:
    """A part of the service, and what gives each run its watcher."""

    name = "run-progress"

    def __init__(
        self, signals: RunSignals, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._signals = signals
        self._sleep = sleep
        self._latest: dict[_Run, RunProgress] = {}
        self._news = asyncio.Event()

    def __call__(self, tenant: TenantId, window: WindowId) -> RunWatcher:
        return _Watcher(tenant, window, self._note)

    async def run(self, life: Life) -> None:
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(self._send_for_ever())
            life.ready()
            await life.stopping.wait()
            sending.cancel()

    def _note(self, progress: RunProgress) -> None:
        self._latest[progress.tenant, progress.window_id] = progress
        self._news.set()

    async def _send_for_ever(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            latest, self._latest = self._latest, {}
            for progress in latest.values():
                await self._send(progress)
            await self._sleep(SEND_SECONDS)

    async def _send(self, progress: RunProgress) -> None:
        try:
            await self._signals.send(progress)
        except AlfredError as error:
            _log.info("progress was not told: %s", type(error).__name__)


@dataclass(slots=True)
class _Watcher:
    """The port ``RunWatcher`` of one run. Its share never falls, though a correction goes back."""

    tenant: TenantId
    window: WindowId
    note: Callable[[RunProgress], None]
    _share: float = 0.0
    _packs_read: int = 0

    def begun(self, stage: Stage) -> None:
        self._tell(stage, _BEGINS[stage])

    def pack_read(self, packs: int) -> None:
        self._packs_read += 1
        read = min(1.0, self._packs_read / packs)
        stage = Stage.SEGMENTER
        self._tell(stage, _BEGINS[stage] + _WEIGHTS[stage] * read)

    def _tell(self, stage: Stage, share: float) -> None:
        self._share = max(self._share, share)
        self.note(RunProgress(self.tenant, self.window, stage, self._share))
