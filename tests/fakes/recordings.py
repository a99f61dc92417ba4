"""The port ``Recordings`` in memory, with a clock of its own."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pipeline.ingest.models import GroupId, Heard, MessageId, TenantId, Transport
from pipeline.recordings.models import Claim, Claimed, GivenUp, Wanted
from pipeline.windows.models import WindowId

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Waiting:
    claim: Claim
    transport: Transport
    sent_at: datetime
    next_at: datetime
    holder: uuid.UUID | None = None
    begun: bool = False
    fault: GivenUp | None = None
    heard: Heard | None = None

    @property
    def is_settled(self) -> bool:
        return self.fault is not None or self.heard is not None


@dataclass
class MemoryRecordings:
    now: datetime = NOW
    rows: list[Waiting] = field(default_factory=list)
    failing: Exception | None = None
    """What the store answers with, while it is away."""

    def add(
        self,
        message: int,
        *,
        tenant: int = 1,
        group: int = 1,
        transport: Transport = Transport.BOT,
        seconds: int = 5,
    ) -> Waiting:
        claim = Claim(
            uuid.uuid4(),
            TenantId(tenant),
            GroupId(group),
            MessageId(message),
            f"file-{message}",
            seconds,
            "en",
            0,
        )
        row = Waiting(claim, transport, self.now, self.now)
        self.rows.append(row)
        return row

    async def tenants_due(self, transport: Transport) -> Sequence[TenantId]:
        self._answer()
        due = {row.claim.tenant for row in self.rows if self._is_due(row, transport)}
        return sorted(due)

    async def claim(self, tenant: TenantId, wanted: Wanted) -> Claimed:
        self._answer()
        spent = sum(each.claim.seconds for each in self.rows if each.begun)
        taken: list[Claim] = []
        refused = 0
        for row in self.rows:
            if len(taken) + refused == wanted.limit or row.claim.tenant != tenant:
                continue
            if not self._is_due(row, wanted.transport) or not _within(row, wanted):
                continue
            cost = 0 if row.begun else row.claim.seconds
            if wanted.daily is not None and spent + cost > wanted.daily:
                row.fault = GivenUp.QUOTA
                refused += 1
                continue
            spent += cost
            row.begun, row.holder, row.next_at = True, uuid.uuid4(), self.now + wanted.lease
            row.claim = replace(row.claim, id=row.holder, attempts=row.claim.attempts + 1)
            taken.append(row.claim)
        return Claimed(tuple(taken), refused)

    async def tell(self, claim: Claim, heard: Heard) -> bool:
        row = self._held(claim)
        if row is not None:
            row.heard, row.holder = heard, None
        return row is not None

    async def give_up(self, claim: Claim, why: GivenUp) -> bool:
        row = self._held(claim)
        if row is not None:
            row.fault, row.holder = why, None
        return row is not None

    async def keep(self, claim: Claim, lease: timedelta) -> None:
        row = self._held(claim)
        if row is not None:
            row.next_at = self.now + lease

    async def put_back(self, claim: Claim, after: timedelta, *, counted: bool) -> None:
        row = self._held(claim)
        if row is not None:
            row.holder, row.next_at = None, self.now + after
            attempts = row.claim.attempts - (not counted)
            row.claim = replace(row.claim, attempts=attempts)

    async def awaited(self, tenant: TenantId, window: WindowId) -> int:
        """As if every window held every recording of the tenant."""
        return sum(
            not row.is_settled and (row.holder is not None or row.next_at <= self.now)
            for row in self.rows
            if row.claim.tenant == tenant
        )

    def _is_due(self, row: Waiting, transport: Transport) -> bool:
        return row.transport is transport and not row.is_settled and row.next_at <= self.now

    def _held(self, claim: Claim) -> Waiting | None:
        self._answer()
        return next((row for row in self.rows if row.holder == claim.id), None)

    def _answer(self) -> None:
        if self.failing is not None:
            raise self.failing


def _within(row: Waiting, wanted: Wanted) -> bool:
    if wanted.span is None:
        return True
    group, start, end = wanted.span
    return row.claim.group == group and start <= row.sent_at < end
