from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pipeline.operators.exercises import Exercise
from pipeline.rollout.checklist import LASTS, Check, Checklist, Question, Reply
from pipeline.rollout.models import Feature


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class MemoryChecklists:
    """The port ``Checklists``."""

    now: Callable[[], datetime] = _now
    _kept: dict[int, Checklist] = field(default_factory=dict)

    async def begin(self, feature: Feature, owner: str, checks: tuple[Check, ...]) -> Checklist:
        now, number = self.now(), len(self._kept) + 1
        begun = Checklist(number, feature, owner, now, now, now + LASTS, 1, checks)
        self._kept[number] = begun
        return begun

    async def answer(
        self, number: int, version: int, question: Question, owner: str, *, yes: bool
    ) -> Checklist | None:
        reply = Reply(question, yes, owner, self.now())
        return self._changed(number, version, lambda known: known.answered(reply))

    async def measure(
        self, number: int, version: int, checks: tuple[Check, ...]
    ) -> Checklist | None:
        now = self.now()
        return self._changed(number, version, lambda known: known.measured(checks, now))

    async def find(self, number: int) -> Checklist | None:
        return self._kept.get(number)

    async def last(self, feature: Feature) -> Checklist | None:
        found = [each for each in self._kept.values() if each.feature is feature]
        return found[-1] if found else None

    def _changed(
        self, number: int, version: int, change: Callable[[Checklist], Checklist]
    ) -> Checklist | None:
        known = self._kept.get(number)
        if known is None or known.version != version or not known.takes(self.now()):
            return None
        self._kept[number] = change(known)
        return self._kept[number]


@dataclass
class MemoryExercises:
    """The port ``Exercises``."""

    now: Callable[[], datetime] = _now
    _last: dict[Exercise, datetime] = field(default_factory=dict)

    async def ended(self, exercise: Exercise) -> None:
        self._last[exercise] = self.now()

    async def last(self) -> Mapping[Exercise, datetime]:
        return dict(self._last)
