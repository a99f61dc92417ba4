from collections.abc import Callable
from datetime import UTC, datetime

WallClock = Callable[[], datetime]
"""The time that people's clocks show, in UTC. It may be set forward or back at any moment."""


def system_clock() -> datetime:
    return datetime.now(UTC)
