"""What reading had to be repaired of, told to the gates of rollouts: nothing waits for that."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from pipeline.errors import AlfredError
from pipeline.health.parts import Life
from pipeline.ingest.models import Transport

INTERVAL: Final = 1.0
"""Seconds between two writes."""
MOST_WAITING: Final = 1_000
"""While the database is away no more are kept; the rest is in the log by its number."""

_log = logging.getLogger(__name__)


class RecoveryKind(StrEnum):
    SESSION = "session"
    """An account connected, or a process became the bot: what the others are divided by."""
    RECONCILIATION = "reconciliation"
    """A history was read because something of it had not been told."""
    FULL_HISTORY = "full_history"
    """It was read because what had been told was lost, or was not enough."""
    TOO_LONG = "too_long"
    """Telegram skipped updates because there were too many."""
    FLOOD_WAIT = "flood_wait"
    """Telegram wanted to be left alone for a while."""


@dataclass(frozen=True, slots=True)
class Recovery:
    kind: RecoveryKind
    source: Transport


Noting = Callable[[Recovery], None]


def unnoted(recovery: Recovery) -> None:
    """What is noted where no gate is measured by it: in tests, and by commands."""


class Recoveries(Protocol):
    async def note(self, batch: Sequence[Recovery]) -> None:
        """Write them as of now."""
        ...


class RecoveryLog:
    """A part of every process: what is noted is written together, once a second and at the end."""

    name = "recoveries"

    def __init__(self, recoveries: Recoveries, interval: float = INTERVAL) -> None:
        self._recoveries = recoveries
        self._interval = interval
        self._waiting: list[Recovery] = []
        self._lost = 0
        self._away = False

    def note(self, recovery: Recovery) -> None:
        """Take it; what is more than ``MOST_WAITING`` is counted as lost."""
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(recovery)
        else:
            self._lost += 1

    async def run(self, life: Life) -> None:
        life.ready()
        while not life.stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._interval):
                    await life.stopping.wait()
            await self.write()

    async def write(self) -> None:
        """Write what waits; it waits on if the database is away."""
        batch = tuple(self._waiting)
        if not batch:
            return
        try:
            await self._recoveries.note(batch)
        except AlfredError as error:
            if not self._away:
                _log.warning("recoveries are not noted: %s", type(error).__name__)
            self._away = True
            return
        self._away = False
        del self._waiting[: len(batch)]
        if self._lost:
            _log.warning("%s recoveries were lost while they could not be noted", self._lost)
            self._lost = 0
