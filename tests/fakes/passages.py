from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from pipeline.alfred.rules.surroundings import Remark
from pipeline.embedding.models import Embedded, Reached, VectorSpace, Waiting
from pipeline.ingest.models import GroupId, TenantId


class MemoryPassages:
    """The port ``PassageBook`` for groups whose messages a test puts into ``talk``."""

    def __init__(self) -> None:
        self.talk: dict[tuple[TenantId, GroupId], list[Remark]] = {}
        self.stored: list[Embedded] = []
        self.looks: list[datetime] = []
        """Since when groups were looked for, each time."""
        self.is_ready = True
        self.turns: deque[bool] = deque()
        """Whether the next turns are ours; then all are."""

    async def ready(self) -> bool:
        return self.is_ready

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        yield self.turns.popleft() if self.turns else True

    async def uncovered(
        self, space: VectorSpace, since: datetime
    ) -> Sequence[tuple[TenantId, GroupId]]:
        self.looks.append(since)
        return [
            owner
            for owner, said in self.talk.items()
            if any(self._waits(each) and each.sent_at >= since for each in said)
        ]

    async def waiting(
        self,
        tenant: TenantId,
        group: GroupId,
        space: VectorSpace,
        *,
        before: Reached | None,
        limit: int,
    ) -> Waiting:
        said = [
            each
            for each in self.talk[tenant, group]
            if self._waits(each) and (before is None or (each.sent_at, each.id) < before)
        ]
        said.sort(key=lambda each: (each.sent_at, each.id), reverse=True)
        return Waiting(said[:limit], people=(), mentions=(), salt=b"salt")

    async def add(
        self, tenant: TenantId, group: GroupId, space: VectorSpace, embedded: Sequence[Embedded]
    ) -> int:
        self.stored += embedded
        return len(embedded)

    def _waits(self, remark: Remark) -> bool:
        held = {(each.group, each.id) for every in self.stored for each in every.remarks}
        return (remark.group, remark.id) not in held
