from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from handlers.export.integers import whole_number

_FIRST: Final = 0
_LAST: Final = 4_102_444_800
"""2100-01-01: no message is from later, and a century is never mistaken for one."""
_LONGEST: Final = 40


def read_date(unixtime: Any, local: Any, time_zone: tzinfo) -> datetime | None:
    """The moment that an export's pair of dates means, in UTC; none before 1970 or from 2100 on.

    Args:
        unixtime: ``date_unixtime``, seconds since 1970 as a string; it wins if it can be read.
        local: ``date``, ISO 8601; without an offset it is the local time of the exporting
            machine. Where clocks are set back, the earlier of the two moments is meant.
        time_zone: The zone of that machine.
    """
    epoch = whole_number(unixtime)
    if epoch is not None and _FIRST <= epoch < _LAST:
        return datetime.fromtimestamp(epoch, UTC)
    if not isinstance(local, str) or len(local) > _LONGEST:
        return None
    try:
        moment = datetime.fromisoformat(local)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=time_zone)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if _FIRST <= moment.timestamp() < _LAST else None
