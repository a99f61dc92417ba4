"""What the watch saw of the gates: minute by minute, and last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from pipeline.rollout.gates import Decision, GateClass, Reading, Verdict, decided
from pipeline.rollout.models import Entry, Feature

FRESH: Final = timedelta(seconds=60)
"""A look that is older tells nothing any more."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One gate in one minute: the last look at it, or the last one at which it was breached."""

    gate: str
    at: datetime
    """The full minute."""
    value: float | None
    samples: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Seen:
    """One gate as it was seen in the latest minute."""

    gate: str
    gate_class: GateClass
    value: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class LatestLook:
    age: timedelta | None
    """Of the latest look at any feature; None if nobody ever looked."""
    seen: Mapping[Feature, Sequence[Seen]]

    @property
    def fresh(self) -> bool:
        return self.age is not None and self.age <= FRESH

    def decision(self, feature: Feature) -> Decision:
        return decided((each.gate_class, each.verdict) for each in self.seen[feature])


class GateHistory(Protocol):
    async def since(self, feature: Feature, moment: datetime) -> Sequence[Sample]:
        """The samples of a feature's gates from that moment on, oldest first."""
        ...


class LatestLooks(Protocol):
    async def latest(self) -> LatestLook:
        """Whichever process looked."""
        ...


class GateLooks(Protocol):
    async def look(self, feature: Feature) -> Sequence[Reading]:
        """Read the gates as they are now, and note what was seen."""
        ...

    async def evidence(self, feature: Feature, gate: str) -> Sequence[str]:
        """The newest rows that break the gate, as ``table key``: an invariant's has some."""
        ...


@dataclass(frozen=True, slots=True)
class WatchNotice:
    """Something that the watch did and the operators have to be told."""

    entry: Entry
    again: bool = False
    """They may have been told already."""


class WatchNotices(Protocol):
    """What of the watch's acts the operators were told; it outlives every process."""

    async def next(self) -> WatchNotice | None:
        """The oldest that is not told yet, of the last day; it counts as leaving now."""
        ...

    async def arrived(self, notice: WatchNotice) -> None: ...

    async def failed(self, notice: WatchNotice) -> None:
        """It certainly did not arrive."""
        ...
