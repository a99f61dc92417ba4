"""The parts of the running service, and how each of them is."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class PartState(StrEnum):
    STARTING = "starting"
    READY = "ready"
    WAITING = "waiting"
    """Another process does its work; this one stands by."""
    RESTARTING = "restarting"
    """It failed, and is tried again in a while."""
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class PartStatus:
    state: PartState
    reason: str | None = None
    """In our words, for an operator: never a text from a chat, never a secret."""


@dataclass(frozen=True, slots=True)
class Life:
    """What a part is given for one run of it."""

    report: Callable[[PartStatus], None]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once: finish what is under way, take up nothing new, and return."""

    def ready(self) -> None:
        self.report(PartStatus(PartState.READY))

    def waiting(self, reason: str) -> None:
        self.report(PartStatus(PartState.WAITING, reason))


class Part(Protocol):
    @property
    def name(self) -> str: ...

    async def run(self, life: Life) -> None:
        """Work until ``life.stopping``; what is raised before is a crash, and it is run again."""
        ...
