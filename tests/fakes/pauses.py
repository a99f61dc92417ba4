from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pipeline.ingest.pauses import Pause, Reach, Target


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class MemoryPauses:
    """The port ``Pauses``."""

    now: Callable[[], datetime] = _now
    there: Collection[Target] = field(default_factory=set)
    """Accounts and groups that exist."""
    _pauses: dict[Target, Pause] = field(default_factory=dict)

    async def in_force(self) -> Sequence[Pause]:
        lasting = (each for each in self._pauses.values() if self._lasts(each))
        return sorted(lasting, key=lambda each: each.since)

    async def begin(
        self, target: Target, owner: str, *, lasts: timedelta | None, note: str = ""
    ) -> Pause | None:
        if target.reach is not Reach.ALL and target not in self.there:
            return None
        now = self.now()
        until = None if lasts is None else now + lasts
        pause = Pause(target, now, until, owner, note)
        before = self._pauses.get(target)
        if before is not None and self._lasts(before):
            pause = replace(pause, since=before.since)
        self._pauses[target] = pause
        return pause

    async def end(self, target: Target | None, owner: str) -> Sequence[Pause]:
        ended = [each for each in await self.in_force() if target in (None, each.target)]
        for pause in ended:
            del self._pauses[pause.target]
        return ended

    def _lasts(self, pause: Pause) -> bool:
        return pause.until is None or pause.until > self.now()
