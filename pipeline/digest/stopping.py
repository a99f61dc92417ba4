"""Runs that nobody waits for any more are stopped; what their stages made is kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pipeline.digest.errors import RunStoppedError
from pipeline.digest.signals import RunSignals, Signal, StopRun
from pipeline.health.parts import Life
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId


@dataclass(frozen=True, slots=True)
class RunStops:
    """The runs of this process: at most one of a window, as its lock says."""

    _running: dict[tuple[TenantId, WindowId], asyncio.Timeout] = field(default_factory=dict)

    @asynccontextmanager
    async def stoppable(self, tenant: TenantId, window: WindowId) -> AsyncIterator[None]:
        """Run the block until its end, or until it is stopped.

        Raises:
            RunStoppedError: It was stopped.
        """
        run = tenant, window
        end = asyncio.timeout(None)
        try:
            async with end:
                self._running[run] = end
                try:
                    yield
                finally:
                    del self._running[run]
        except TimeoutError:
            if not end.expired():
                raise
            raise RunStoppedError(window) from None

    def stop(self, tenant: TenantId, window: WindowId) -> bool:
        """Stop the window's run; False if this process has none."""
        running = self._running.get((tenant, window))
        if running is None:
            return False
        if not running.expired():  # or it is ending already
            running.reschedule(asyncio.get_running_loop().time())
        return True


@dataclass(frozen=True, slots=True)
class StopListener:
    """A part of the service: hears which runs are to stop."""

    signals: RunSignals
    stops: RunStops
    name: str = "run-stops"

    async def run(self, life: Life) -> None:
        async with self.signals.listen() as heard, asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self._hear(heard))
            life.ready()
            await life.stopping.wait()
            listening.cancel()

    async def _hear(self, heard: AsyncIterator[Signal]) -> None:
        async for signal in heard:
            if isinstance(signal, StopRun):
                self.stops.stop(signal.tenant, signal.window_id)
