"""A time zone as people name it: a city, an IANA name, or hours from Moscow or from Greenwich."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from pipeline.groups.zone_words import CITIES

_FROM_MOSCOW: Final = {
    -1: "Europe/Kaliningrad",
    0: "Europe/Moscow",
    1: "Europe/Samara",
    2: "Asia/Yekaterinburg",
    3: "Asia/Omsk",
    4: "Asia/Krasnoyarsk",
    5: "Asia/Irkutsk",
    6: "Asia/Yakutsk",
    7: "Asia/Vladivostok",
    8: "Asia/Magadan",
    9: "Asia/Kamchatka",
}
_HALF_AND_QUARTER_HOURS: Final = {
    (3, 30): "Asia/Tehran",
    (4, 30): "Asia/Kabul",
    (5, 30): "Asia/Kolkata",
    (5, 45): "Asia/Kathmandu",
    (6, 30): "Asia/Yangon",
    (9, 30): "Australia/Darwin",
}
_OFFSET: Final = re.compile(
    r"(?P<from>utc|gmt|мск|msk)?\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?"
)
_NOT_WORDS: Final = re.compile(r"[^\w+:-]+|_")
_LONGEST: Final = 64


def find_zone(text: str) -> str | None:
    """The IANA name of the zone that a person means; None if that is not clear."""
    if len(text) > _LONGEST:
        return None
    said = _words(text.replace("\u2212", "-").replace("–", "-"))
    if offset := _OFFSET.fullmatch(said):
        return _by_offset(offset)
    return CITIES.get(_spaced(said)) or _by_name().get(_spaced(said))


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.casefold().replace("ё", "е")).strip()


def _spaced(words: str) -> str:
    return " ".join(words.replace("-", " ").split())


def _by_offset(found: re.Match[str]) -> str | None:
    hours, minutes = int(found["hours"]), int(found["minutes"] or 0)
    east = found["sign"] == "+"
    if found["from"] in ("мск", "msk"):
        return None if minutes else _FROM_MOSCOW.get(hours if east else -hours)
    if minutes:
        return _HALF_AND_QUARTER_HOURS.get((hours, minutes)) if east else None
    if hours == 0:
        return "UTC"
    if hours > (14 if east else 12):
        return None
    # The signs of these names are the other way round, as in POSIX.
    return f"Etc/GMT{'-' if east else '+'}{hours}"


@cache
def _by_name() -> Mapping[str, str]:
    """Every zone by its whole name and by its city, as a person may write them.

    Of cities that two zones name, neither is taken: a wrong hour is worse than a question.
    """
    zones = sorted(zone for zone in available_timezones() if _is_place(zone))
    cities: dict[str, str | None] = {}
    for zone in zones:
        city = _spaced(_words(zone.rpartition("/")[2]))
        cities[city] = None if city in cities else zone
    names = {_spaced(_words(zone)): zone for zone in zones}
    return names | {city: zone for city, zone in cities.items() if zone and city not in names}


def _is_place(zone: str) -> bool:
    """Old names such as ``EST`` or ``US/Pacific`` have no city in them."""
    continents = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe")
    return zone.startswith(tuple(f"{each}/" for each in (*continents, "Indian", "Pacific")))
