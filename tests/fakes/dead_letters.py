from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.delivery.models import DeadLetter
from pipeline.ingest.models import TenantId


@dataclass(frozen=True, slots=True)
class _Buried:
    tenant: TenantId
    letter: DeadLetter
    payload: bytes
    died_at: datetime


class MemoryDeadLetters:
    """The port ``DeadLetters``; ``bury`` does what the bus would."""

    def __init__(self) -> None:
        self.jobs: list[tuple[TenantId, str, bytes]] = []
        """Tenant, event and payload of each job that was enqueued again."""
        self._buried: dict[int, _Buried] = {}
        self._last = 0

    def bury(
        self, tenant: TenantId, event: str, key: str, payload: bytes, error: str, attempts: int
    ) -> None:
        self._last += 1
        letter = DeadLetter(self._last, event, key, error, attempts)
        self._buried[letter.id] = _Buried(tenant, letter, payload, datetime.now(UTC))

    async def since(self, tenant: TenantId, moment: datetime) -> Sequence[DeadLetter]:
        return [
            buried.letter
            for buried in self._buried.values()
            if buried.tenant == tenant and buried.died_at >= moment
        ]

    async def get(self, tenant: TenantId, letter: int) -> DeadLetter | None:
        buried = self._buried.get(letter)
        return buried.letter if buried is not None and buried.tenant == tenant else None

    async def replay(self, tenant: TenantId, letter: int) -> bool:
        if await self.get(tenant, letter) is None:
            return False
        buried = self._buried.pop(letter)
        self.jobs.append((tenant, buried.letter.event, buried.payload))
        return True

    async def drop(self, tenant: TenantId, letter: int) -> bool:
        if await self.get(tenant, letter) is None:
            return False
        del self._buried[letter]
        return True
