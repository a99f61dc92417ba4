"""What is told of a group on its card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pipeline.schedules.models import Subscription
from pipeline.windows.rules import instant

DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Figures:
    messages: tuple[int, ...]
    """What was said on each day, without service messages and what was deleted."""
    authors: int
    """How many said it."""
    schedules: tuple[Subscription, ...] = ()
    """Those that are enabled: the person's own, and those that go to the chat itself."""
    quality: float | None = None
    """Of the digest of the latest window that has one, 0 to 1."""
    told_until: datetime | None = None
    """When that window ended."""


def last_days(now: datetime, zone: ZoneInfo, count: int = DAYS) -> Sequence[datetime]:
    """When each of the last days began by the clock on the wall, and when today ends."""
    today = now.astimezone(zone).date()
    first = today - timedelta(days=count - 1)
    return [instant(first + timedelta(days=each), 0, zone) for each in range(count + 1)]
