"""What a memory is condensed from, and what it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.alfred.models import ChatScope, EventId, Fact, FactId, MemoryEvent
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId
from pipeline.ingest.models import TenantId


@dataclass(frozen=True, slots=True)
class ToCondense:
    person: PersonId
    scope: ChatScope
    tenant: TenantId | None
    """On whose account a model works; None: no model may be asked."""
    language: Language
    summary: str
    """The one before; empty at first."""
    events: Sequence[MemoryEvent]
    """Oldest first."""
    known: Sequence[Fact]
    """What may be told here: it is not learned again. What is of another place stays as it is."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A lasting fact that somebody said of themselves."""

    text: str
    quotations: Sequence[tuple[EventId, str]]
    """The person's own words, one event or more: never Alfred's, never what was recalled."""
    confidence: float
    replaces: tuple[FactId, ...] = ()
    """Known facts that no longer hold."""


@dataclass(frozen=True, slots=True)
class Condensed:
    summary: str
    learned: Sequence[Learned]


class Condenser(Protocol):
    async def condense(self, memory: ToCondense) -> Condensed:
        """The new summary, which stands for the old one and the events, and what was learned.

        Raises:
            ModelError: There is none; the events stay as they are.
        """
        ...
