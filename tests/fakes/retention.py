from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipeline.retention.models import Batch, Expiring
from pipeline.retention.ports import Sweep


class MemoryOldRows:
    """The port ``ExpiredRows``, of rows that are their age in days."""

    def __init__(self) -> None:
        self.ages: dict[Expiring, list[float]] = {}
        self._taken = False

    def put(self, expiring: Expiring, age: float) -> None:
        self.ages.setdefault(expiring, []).append(age)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Sweep | None]:
        if self._taken:
            yield None
            return
        self._taken = True
        try:
            yield MemorySweep(self.ages)
        finally:
            self._taken = False


class MemorySweep:
    def __init__(self, ages: dict[Expiring, list[float]]) -> None:
        self._ages = ages

    async def remove(self, expiring: Expiring, days: int, *, most: int) -> Batch:
        rows = sorted(self._ages.get(expiring, ()), reverse=True)
        removed = [age for age in rows if age > days][:most]
        self._ages[expiring] = rows[len(removed) :]
        return Batch(len(removed), ended=len(removed) < most)
