from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal


def system_zone() -> ZoneInfo | None:
    """Return the zone that this machine keeps (TZ, /etc/localtime, …); None if it does not say."""
    try:
        name = tzlocal.get_localzone_name()
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
