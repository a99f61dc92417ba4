"""The books of model calls: what a tenant may use, and what has been used."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NewType, Protocol

from pipeline.ingest.models import TenantId
from pipeline.llm.models import Tier, Usage

CallId = NewType("CallId", int)

Booked = Tier | Literal["embedding"]
"""Whose quota a call is booked in: a tier's, or that of embeddings."""
EMBEDDING: Final[Literal["embedding"]] = "embedding"
MOST: Final = 10**12
"""The largest quota: more than a tenant can use, and a number that the ledger can hold."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tenant may use within 24 hours; 0 is no limit."""

    calls: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Purposes:
    """Whose calls a quota counts: those of ``named``, or with ``others`` all but these."""

    named: frozenset[str] = frozenset()
    others: bool = True

    def __contains__(self, purpose: str) -> bool:
        return (purpose in self.named) != self.others


EVERY: Final = Purposes()


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call that is about to be made, booked at the most that it can cost."""

    purpose: str
    run_id: str
    tier: Booked
    model: str
    prompt_version: str
    tokens: int
    """Estimated prompt and longest answer."""


@dataclass(frozen=True, slots=True)
class Spent:
    calls: int
    tokens: int


class UsageLedger(Protocol):
    """Every call with its tokens, booked beforehand so that parallel calls cannot overspend.

    A call that was never settled, because the process died, counts as it was booked.
    """

    async def reserve(
        self,
        tenant: TenantId,
        call: NewCall,
        tiers: Sequence[Booked],
        limits: Limits,
        purposes: Purposes = EVERY,
    ) -> CallId | None:
        """Book the call; None if that would pass the limits of the last 24 hours.

        Calls of ``tiers`` for ``purposes`` count together, and no others do.
        """
        ...

    async def settle(
        self, tenant: TenantId, call: CallId, status: str, usage: Usage, seconds: float
    ) -> None:
        """Put what it cost in the place of what was booked.

        A failed call without usage costs nothing and does not count.
        """
        ...

    async def spent(self, tenant: TenantId, run_id: str) -> Spent:
        """What a run's settled calls cost, by billed tokens, whichever process made them."""
        ...
