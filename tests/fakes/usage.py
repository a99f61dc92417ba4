from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.ingest.models import TenantId
from pipeline.llm.ledger import EVERY, Booked, CallId, Limits, NewCall, Purposes, Spent
from pipeline.llm.models import Usage

_DAY = timedelta(hours=24)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Entry:
    """A call in the ledger."""

    tenant: TenantId
    call: NewCall
    at: datetime
    status: str | None = None
    """None until it is settled; so is ``usage``."""
    usage: Usage | None = None
    seconds: float = 0.0

    @property
    def counts(self) -> bool:
        return self.usage is None or self.usage.prompt + self.usage.completion > 0

    @property
    def tokens(self) -> int:
        return self.call.tokens if self.usage is None else self.usage.billed


class MemoryUsage:
    """The port ``UsageLedger``, on a clock that tests can turn."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self._clock = clock
        self.entries: dict[CallId, Entry] = {}
        """Every booked call, in order."""

    async def reserve(
        self,
        tenant: TenantId,
        call: NewCall,
        tiers: Sequence[Booked],
        limits: Limits,
        purposes: Purposes = EVERY,
    ) -> CallId | None:
        since = self._clock() - _DAY
        counted = [
            entry
            for entry in self.entries.values()
            if entry.tenant == tenant
            and entry.call.tier in tiers
            and entry.call.purpose in purposes
            and entry.at > since
            and entry.counts
        ]
        if limits.calls and len(counted) + 1 > limits.calls:
            return None
        if limits.tokens and sum(entry.tokens for entry in counted) + call.tokens > limits.tokens:
            return None
        booked = CallId(len(self.entries) + 1)
        self.entries[booked] = Entry(tenant, call, self._clock())
        return booked

    async def settle(
        self, tenant: TenantId, call: CallId, status: str, usage: Usage, seconds: float
    ) -> None:
        entry = self.entries.get(call)
        if entry is None or entry.tenant != tenant:
            raise LookupError(f"this tenant booked no call {call}")
        entry.status, entry.usage, entry.seconds = status, usage, seconds

    async def spent(self, tenant: TenantId, run_id: str) -> Spent:
        settled = [
            entry
            for entry in self.entries.values()
            if (entry.tenant, entry.call.run_id) == (tenant, run_id)
            and entry.usage is not None
            and entry.counts
        ]
        return Spent(len(settled), sum(entry.tokens for entry in settled))
