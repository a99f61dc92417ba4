"""The one place where the service's parts are started, started again, and stopped."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from pipeline.errors import AlfredError
from pipeline.health.parts import Life, Part, PartState, PartStatus

DRAIN_SECONDS = 20.0
"""From SIGTERM to the end of the last part (docs: Lifecycle)."""
START_SECONDS = 30.0
"""After this a part that is still starting no longer holds up the next one."""
FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    life: Life
    task: asyncio.Task[None]


class Supervisor:
    """Runs parts side by side: started in order, stopped in reverse.

    A part that crashes is run again after a delay that doubles, and that begins anew once it was
    ready. The others go on.

    Args:
        parts: In the order in which they are started.
        drain_seconds: How long they have together to finish when they are stopped.
        sleep: For the delays.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        drain_seconds: float = DRAIN_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._parts = parts
        self._drain_seconds = drain_seconds
        self._sleep = sleep
        self._statuses = {part.name: PartStatus(PartState.STARTING) for part in parts}
        self._moved: dict[str, asyncio.Event] = {part.name: asyncio.Event() for part in parts}
        self.restarts = dict.fromkeys(self._statuses, 0)

    @property
    def statuses(self) -> Mapping[str, PartStatus]:
        return MappingProxyType(self._statuses)

    async def run(self, stop: asyncio.Event) -> None:
        """Run the parts until ``stop``, then let them finish; who does not in time is cut off."""
        running: list[_Running] = []
        async with asyncio.TaskGroup() as tasks:
            for part in self._parts:
                if stop.is_set():
                    break
                life = Life(partial(self._report, part.name))
                running.append(_Running(life, tasks.create_task(self._keep(part, life))))
                await self._settled(part, stop)
            await stop.wait()
            await self._stop(running)

    async def _settled(self, part: Part, stop: asyncio.Event) -> None:
        """Wait until the part got somewhere, be it into trouble."""
        try:
            async with asyncio.timeout(START_SECONDS):
                await _first(self._moved[part.name], stop)
        except TimeoutError:
            _log.warning("%s is still starting after %g s", part.name, START_SECONDS)

    async def _stop(self, running: Sequence[_Running]) -> None:
        deadline = asyncio.get_running_loop().time() + self._drain_seconds
        for each in reversed(running):
            each.life.stopping.set()
            # Those after it need what those before it give, so each gets its share of the time.
            await asyncio.wait([each.task], timeout=self._share(deadline, running))
        for each in running:
            each.task.cancel()

    def _share(self, deadline: float, running: Sequence[_Running]) -> float:
        left = deadline - asyncio.get_running_loop().time()
        unfinished = sum(not each.task.done() for each in running)
        return max(0.0, left / max(1, unfinished))

    async def _keep(self, part: Part, life: Life) -> None:
        delay = FIRST_DELAY
        while not life.stopping.is_set():
            self._report(part.name, PartStatus(PartState.STARTING))
            try:
                await part.run(life)
            except Exception as error:  # whatever it is, the others go on and this one is retried
                was_ready = self._statuses[part.name].state is PartState.READY
                delay = FIRST_DELAY if was_ready else min(delay * 2, LONGEST_DELAY)
                await self._retry(part, life, error, delay)
            else:
                if not life.stopping.is_set():
                    _log.warning("%s ended by itself and is started again", part.name)
                    await self._pause(life, delay)
        self._report(part.name, PartStatus(PartState.STOPPED))

    async def _retry(self, part: Part, life: Life, error: Exception, delay: float) -> None:
        self.restarts[part.name] += 1
        reason = _reason(error)
        _log.error("%s failed and is started again in %.0f s: %s", part.name, delay, reason)
        _log.debug("%s failed", part.name, exc_info=error)
        self._report(part.name, PartStatus(PartState.RESTARTING, reason))
        await self._pause(life, delay * random.uniform(0.5, 1.0))  # noqa: S311  # it spreads load

    async def _pause(self, life: Life, delay: float) -> None:
        async with asyncio.TaskGroup() as tasks:
            pause = tasks.create_task(_slept(self._sleep, delay))
            stopped = tasks.create_task(life.stopping.wait())
            await asyncio.wait([pause, stopped], return_when=asyncio.FIRST_COMPLETED)
            pause.cancel()
            stopped.cancel()

    def _report(self, name: str, status: PartStatus) -> None:
        self._statuses[name] = status
        if status.state is not PartState.STARTING:
            self._moved[name].set()


async def _slept(sleep: Callable[[float], Awaitable[None]], delay: float) -> None:
    await sleep(delay)


async def _first(*events: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as tasks:
        waits = [tasks.create_task(event.wait()) for event in events]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()


def _reason(error: BaseException) -> str:
    """Name the error; its text only if it is ours, for a driver's may quote what it carried."""
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    return str(error) if isinstance(error, AlfredError) else f"unexpected {type(error).__name__}"
