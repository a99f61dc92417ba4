"""What became of one digest, step by step, as the database tells it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pipeline.digest.models import DigestId
from pipeline.ingest.models import TenantId
from pipeline.orders.models import OrderId
from pipeline.tracing.wanted import Wanted
from pipeline.windows.models import WindowId

Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose life is told: a window's digest, which orders may have led to."""

    tenant: TenantId
    window: WindowId
    digest: DigestId | None = None
    """None if there is none, or not yet."""
    order: OrderId | None = None
    """The one that was asked about."""


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    what: str
    """An event's name, or what happened where no event is recorded."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """Numbers and names of ours; no text of a chat."""
    correlation: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    subject: Subject
    state: str
    """Of the order that was asked about, otherwise of the window."""
    reason: str | None
    steps: Sequence[Step]
    """In the order of time."""


class Traces(Protocol):
    async def find(self, wanted: Wanted, tenant: TenantId | None) -> Subject | None:
        """Find what is looked for; orders are found whoever's they are.

        What nobody ordered, such as a replay, is found among the tenant's.
        """
        ...

    async def read(self, subject: Subject) -> Timeline: ...
