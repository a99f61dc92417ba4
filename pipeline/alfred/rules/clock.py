"""The time of day as people greet by it."""

from datetime import datetime
from typing import Final

from pipeline.language.words import normal

_MORNING, _AFTERNOON, _EVENING = 5, 12, 18
"""Hours at which each begins; the evening lasts until the morning."""
_NAMES: Final = (
    ("morning", ("утр", "morning")),
    ("day", ("ден", "дня", "day", "afternoon")),
    ("evening", ("вечер", "evening")),
)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def part_of_day(now: datetime, greeting: str = "", *, known: bool) -> str:
    """``morning``, ``day``, ``evening``, or ``any`` where that cannot be known.

    Args:
        now: By the person's clock, as far as it is known.
        greeting: With which they began: who says «доброе утро» has morning.
        known: Whether the person's time zone is known, and not assumed.
    """
    said = normal(greeting)
    for part, words in _NAMES:
        if any(word in said for word in words):
            return part
    if not known:
        return "any"
    if _MORNING <= now.hour < _AFTERNOON:
        return "morning"
    return "day" if _AFTERNOON <= now.hour < _EVENING else "evening"


def weekday(now: datetime) -> str:
    return _WEEKDAYS[now.weekday()]
