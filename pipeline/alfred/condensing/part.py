"""Condenses in the background, for one person after the other, never in the request path."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from pipeline.alfred.condensing.once import CondenseOnce, Ending
from pipeline.alfred.condensing.rules import AGAIN
from pipeline.alfred.models import ChatScope
from pipeline.alfred.ports import Memory
from pipeline.errors import AlfredError
from pipeline.groups.models import PersonId
from pipeline.health.parts import Life

AT_ONCE: Final = 2
PAUSES: Final = (60.0, 300.0, 1_800.0)
"""Seconds before a memory that could not be condensed is tried again."""
TAKE_UP_SECONDS: Final = 600.0
"""Between two questions what other processes left behind."""
REST: Final = 3.0
"""For each second that a look took; people who talk ask the same store."""
LONGEST_REST: Final = 0.25
_LEFT_BEHIND: Final = 10_000

_log = logging.getLogger(__name__)

_Whose = tuple[PersonId, ChatScope]


class CondensingPart:
    """A part of the service; ``due`` is the conversation's way to it.

    What failed rests for a pause that grows, however much is said meanwhile: a model that is away
    is not asked at every message.
    """

    name = "condensing"

    def __init__(
        self,
        once: CondenseOnce,
        memory: Memory,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._once = once
        self._memory = memory
        self._sleep = sleep
        self._waiting: dict[_Whose, int] = {}
        """Whose memory is to be looked at, and how often that failed; in order."""
        self._resting: set[_Whose] = set()
        self._arrived = asyncio.Event()

    def due(self, person: PersonId, scope: ChatScope) -> None:
        if (person, scope) not in self._resting:
            self._waiting.setdefault((person, scope), 0)
            self._arrived.set()

    async def run(self, life: Life) -> None:
        # What rested when a run crashed is found again by what it left pending.
        self._resting.clear()
        async with asyncio.TaskGroup() as tasks:
            working = tasks.create_task(self._work_in_parallel())
            life.ready()
            await life.stopping.wait()
            working.cancel()

    async def _work_in_parallel(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._take_up())
            for _ in range(AT_ONCE):
                tasks.create_task(self._work(tasks))

    async def _take_up(self) -> None:
        """What a stopped process left behind, now and again later: it may stop at any time."""
        failures = 0
        while True:
            try:
                left = await self._memory.waiting(least=AGAIN, limit=_LEFT_BEHIND)
            except AlfredError as error:
                _log.warning("whose memory waits is not known: %s", type(error).__name__)
                await self._sleep(_pause(failures))
                failures += 1
            else:
                for person, scope in left:
                    self.due(person, scope)
                failures = 0
                await self._sleep(TAKE_UP_SECONDS)

    async def _work(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            while not self._waiting:
                self._arrived.clear()
                await self._arrived.wait()
            whose = next(iter(self._waiting))
            failures = self._waiting.pop(whose)
            began = asyncio.get_running_loop().time()
            ending = await self._ending(whose)
            took = asyncio.get_running_loop().time() - began
            if ending in (Ending.OK, Ending.RULES):
                # A batch has its limit, and there may be another one.
                self.due(*whose)
            elif ending in (Ending.HELD, Ending.EMPTY, Ending.ERROR):
                # Who holds it may have looked before the last message came, or may die.
                self._resting.add(whose)
                tasks.create_task(
                    self._again(whose, failures + (ending is not Ending.HELD), failures)
                )
            await self._sleep(min(REST * took, LONGEST_REST))

    async def _ending(self, whose: _Whose) -> Ending:
        try:
            return await self._once(*whose)
        except AlfredError as error:
            _log.warning("a memory was not condensed: %s", type(error).__name__)
            return Ending.ERROR
        except Exception as error:  # whatever it is, others are condensed and this one is retried
            _log.error("a memory could not be condensed: %s", type(error).__name__)
            return Ending.ERROR

    async def _again(self, whose: _Whose, failures: int, pause: int) -> None:
        await self._sleep(_pause(pause))
        self._resting.discard(whose)
        self._waiting.setdefault(whose, failures)
        self._arrived.set()


def _pause(failures: int) -> float:
    return PAUSES[min(failures, len(PAUSES) - 1)]
