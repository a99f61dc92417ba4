"""What processes tell each other about running digests: how far they are, and that one may stop.

A signal is heard by whoever listens at the moment, and by nobody later: what must not be lost is
an event (``pipeline.events``).
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from pipeline.digest.answers import Stage
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId


@dataclass(frozen=True, slots=True)
class RunProgress:
    tenant: TenantId
    window_id: WindowId
    stage: Stage
    share: float
    """Of the whole run, 0..1."""


@dataclass(frozen=True, slots=True)
class StopRun:
    """Nobody waits for the window's digest any more."""

    tenant: TenantId
    window_id: WindowId


Signal = RunProgress | StopRun


class RunSignals(Protocol):
    async def send(self, signal: Signal) -> None: ...

    def listen(self) -> AbstractAsyncContextManager[AsyncIterator[Signal]]:
        """Hear what any process sends from now on; who is slow misses the oldest."""
        ...
