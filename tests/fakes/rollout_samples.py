"""What the watch saw and has to tell, over ``MemoryRollouts``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.rollout.gates import Reading, Verdict
from pipeline.rollout.models import Entry, Feature
from pipeline.rollout.rules.transitions import WATCH
from pipeline.rollout.samples import LatestLook, Sample, Seen, WatchNotice
from tests.fakes.rollout import MemoryRollouts

QUIET = timedelta(seconds=30)
_SHOWN = timedelta(minutes=5)
_TOLD = timedelta(hours=24)


@dataclass
class MemoryGateLooks:
    """The ports ``GateLooks``, ``GateHistory`` and ``LatestLooks``."""

    rollouts: MemoryRollouts
    rows: dict[tuple[Feature, str], Sequence[str]] = field(default_factory=dict)
    """What breaks a gate, as a test sets it."""

    def __post_init__(self) -> None:
        self._looked_at: datetime | None = None
        self._samples: dict[tuple[datetime, Feature, str], tuple[Sample, Seen]] = {}

    async def look(self, feature: Feature) -> Sequence[Reading]:
        readings = await self.rollouts.gates(feature)
        now = self.rollouts.now()
        minute = now.replace(second=0, microsecond=0)
        for each in readings:
            self._looked_at = now
            self._note(minute, feature, each)
        return readings

    async def evidence(self, feature: Feature, gate: str) -> Sequence[str]:
        return self.rows.get((feature, gate), ())

    async def since(self, feature: Feature, moment: datetime) -> Sequence[Sample]:
        return [
            self._samples[key][0]
            for key in sorted(self._samples)
            if key[1] is feature and key[0] >= moment
        ]

    async def latest(self) -> LatestLook:
        now = self.rollouts.now()
        newest: dict[tuple[Feature, str], Seen] = {}
        for (minute, feature, gate), (_, seen) in sorted(self._samples.items()):
            if minute > now - _SHOWN:
                newest[feature, gate] = seen
        told: dict[Feature, list[Seen]] = {}
        for (feature, _), seen in sorted(newest.items()):
            told.setdefault(feature, []).append(seen)
        return LatestLook(None if self._looked_at is None else now - self._looked_at, told)

    def _note(self, minute: datetime, feature: Feature, each: Reading) -> None:
        gate, measured, verdict = each.gate, each.measured, each.verdict
        known = self._samples.get((minute, feature, gate.name))
        if known and known[0].verdict is Verdict.BREACH and verdict is not Verdict.BREACH:
            return
        self._samples[minute, feature, gate.name] = (
            Sample(gate.name, minute, measured.value, measured.samples, verdict),
            Seen(gate.name, gate.gate_class, measured.value, verdict),
        )


@dataclass
class MemoryWatchNotices:
    """The port ``WatchNotices``."""

    rollouts: MemoryRollouts
    quiet: timedelta = QUIET

    def __post_init__(self) -> None:
        self._left: dict[int, datetime] = {}
        self._doubtful: set[int] = set()

    async def next(self) -> WatchNotice | None:
        now = self.rollouts.now()
        for entry in await self._entries():
            left = self._left.get(entry.id)
            doubtful = entry.id in self._doubtful
            if entry.at <= now - _TOLD or (
                left is not None and not (doubtful and left < now - self.quiet)
            ):
                continue
            self._left[entry.id] = now
            self._doubtful.add(entry.id)
            return WatchNotice(entry, again=doubtful)
        return None

    async def arrived(self, notice: WatchNotice) -> None:
        self._doubtful.discard(notice.entry.id)

    async def failed(self, notice: WatchNotice) -> None:
        del self._left[notice.entry.id]
        if not notice.again:
            self._doubtful.discard(notice.entry.id)

    async def _entries(self) -> list[Entry]:
        every = [
            entry
            for feature in Feature
            for entry in await self.rollouts.history(feature, limit=1000)
            if entry.owner == WATCH
        ]
        return sorted(every, key=lambda entry: entry.id)
