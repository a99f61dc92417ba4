"""Time zones as people read them: «Москва», ``Tokyo``, ``UTC+5``."""

import re
from functools import lru_cache
from typing import Final
from zoneinfo import available_timezones

from pipeline.digest.ports import Wording

OFFERED: Final = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Europe/London",
    "Europe/Berlin",
    "UTC",
)
"""Those that have a button and a name in each language."""

_FIXED: Final = re.compile(r"Etc/GMT([+-])(\d{1,2})")


def zone_name(zone: str, wording: Wording) -> str:
    """By its city where it is named after one."""
    if zone in OFFERED:
        return wording.say("schedule-zone-name", zone=zone.replace("/", "-"))
    fixed = _FIXED.fullmatch(zone)
    if fixed:
        # POSIX counts westwards: Etc/GMT-5 is five hours ahead of UTC.
        return f"UTC{'-' if fixed[1] == '+' else '+'}{fixed[2]}"
    return zone.rpartition("/")[2].replace("_", " ")


def is_zone(name: str) -> bool:
    return name in _names()


@lru_cache(1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())
