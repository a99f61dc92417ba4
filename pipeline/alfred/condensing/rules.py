"""When a memory is condensed, and how much of it stays as it was said."""

from typing import Final

KEPT: Final = 20
"""Events that stay word for word."""
FIRST: Final = 50
"""A memory grows to so many events before it is condensed for the first time."""
AGAIN: Final = 30
"""Pending events at which it is condensed once more."""
LONGEST_BATCH: Final = 200
"""Events that are condensed at once."""


def sets_aside(size: int, *, condensed_before: bool) -> bool:
    """Whether events beyond the last ``KEPT`` are to become pending."""
    return size > (KEPT if condensed_before else FIRST)


def is_due(pending: int) -> bool:
    return pending >= AGAIN
