from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal

_OTHER_NAMES_OF_UTC: Final = frozenset(
    {"Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"}
)


def system_zone() -> ZoneInfo | None:
    """Return the zone that this machine keeps (TZ, /etc/localtime, …); None if it does not say."""
    try:
        name = tzlocal.get_localzone_name()
        return ZoneInfo(_as_people_call_it(name)) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _as_people_call_it(name: str) -> str:
    return "UTC" if name in _OTHER_NAMES_OF_UTC else name
