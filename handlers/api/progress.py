"""How far the digests are that are made anywhere: heard once, told to every stream."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pipeline.digest.signals import RunProgress, RunSignals
from pipeline.health.parts import Life
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId

REMEMBERED: Final = 1_000
"""Runs whose last word is kept for who asks later."""

_Run = tuple[TenantId, WindowId]


class Following:
    """What one stream hears of one run: the latest, and that there is something new."""

    def __init__(self, latest: RunProgress | None) -> None:
        self.latest = latest
        self.changed = asyncio.Event()

    def hear(self, progress: RunProgress) -> None:
        self.latest = progress
        self.changed.set()


class RunFeed:
    """A part of the service: one listener, whose connection all streams share."""

    name = "progress feed"

    def __init__(self, signals: RunSignals) -> None:
        self._signals = signals
        self._latest: OrderedDict[_Run, RunProgress] = OrderedDict()
        self._followers: dict[_Run, set[Following]] = {}

    async def run(self, life: Life) -> None:
        async with self._signals.listen() as heard, asyncio.TaskGroup() as tasks:

            async def listen() -> None:
                async for signal in heard:
                    if isinstance(signal, RunProgress):
                        self._tell(signal)

            listening = tasks.create_task(listen())
            life.ready()
            await life.stopping.wait()
            listening.cancel()

    @contextmanager
    def follow(self, tenant: TenantId, window: WindowId) -> Iterator[Following]:
        run = tenant, window
        following = Following(self._latest.get(run))
        self._followers.setdefault(run, set()).add(following)
        try:
            yield following
        finally:
            self._followers[run].discard(following)
            if not self._followers[run]:
                del self._followers[run]

    def _tell(self, progress: RunProgress) -> None:
        run = progress.tenant, progress.window_id
        self._latest[run] = progress
        self._latest.move_to_end(run)
        if len(self._latest) > REMEMBERED:
            self._latest.popitem(last=False)
        for following in self._followers.get(run, ()):
            following.hear(progress)
