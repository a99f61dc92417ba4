"""How a prompt's tokens are shared out."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

K = TypeVar("K")

SHARES: Final[Mapping[str, int]] = {
    "persona": 200,
    "summary": 300,
    "memory": 800,
    "message": 200,
    "grounding": 500,
}
"""Of 2 000 tokens; of another budget as much in proportion."""
WANTING: Final = ("persona", "message", "grounding", "memory", "summary")
"""Who gets what others leave, in this order."""


def shared_out(needs: Mapping[str, int], total: int) -> dict[str, int]:
    """Tokens for each part: its share at the most, and what others do not need on top of it."""
    whole = sum(SHARES.values())
    shares = {name: share * total // whole for name, share in SHARES.items()}
    given = {name: min(needs.get(name, 0), share) for name, share in shares.items()}
    left = total - sum(given.values())
    for name in WANTING:
        more = min(left, needs.get(name, 0) - given[name])
        given[name] += more
        left -= more
    return given


def last_that_fit(costs: Sequence[int], budget: int) -> int:
    """How many of the last items fit: history is trimmed oldest first, without holes."""
    fitting = 0
    for cost in reversed(costs):
        budget -= cost
        if budget < 0:
            break
        fitting += 1
    return fitting


def first_that_fit(costs: Sequence[int], budget: int) -> int:
    """How many of the first items fit."""
    return last_that_fit(costs[::-1], budget)
