"""Which quota a call is booked in: by what it is for, and by its tier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.llm.ledger import Limits, Purposes
from pipeline.llm.models import Tier

_DEAR: Final = (Tier.MAX, Tier.PRO)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a part of the product may use of a tenant's 24 hours."""

    name: str
    """What its settings begin with: DIGEST."""
    pro: Limits
    """Of the tiers pro and max together."""
    base: Limits
    purposes: frozenset[str] = frozenset()
    """Of its calls; none where it has what no other part names."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What calls of some tiers and purposes together may use of a tenant's 24 hours."""

    tiers: tuple[Tier, ...]
    limits: Limits
    purposes: Purposes
    setting: str
    """What the settings that raise it begin with: DIGEST_PRO_QUOTA."""


class Quotas:
    """Parts of the product never take from each other (docs/decisions/0046)."""

    def __init__(self, rest: Allowance, apart: Sequence[Allowance] = ()) -> None:
        """``apart`` have purposes of their own, each its own; ``rest`` has all others."""
        named = frozenset[str]().union(*(each.purposes for each in apart))
        self._rest = _by_tier(rest, Purposes(named))
        self._apart = {
            purpose: _by_tier(each, Purposes(each.purposes, others=False))
            for each in apart
            for purpose in each.purposes
        }

    def of(self, purpose: str, tier: Tier) -> Quota:
        return self._apart.get(purpose, self._rest)[tier]


def _by_tier(allowance: Allowance, purposes: Purposes) -> Mapping[Tier, Quota]:
    dear = Quota(_DEAR, allowance.pro, purposes, f"{allowance.name}_PRO_QUOTA")
    base = Quota((Tier.BASE,), allowance.base, purposes, f"{allowance.name}_BASE_QUOTA")
    return {Tier.MAX: dear, Tier.PRO: dear, Tier.BASE: base}
