"""Time zones as people read them: «Москва», ``Tokyo``, ``UTC+5``."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
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

_SPOKEN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ru": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk"),
        "en": ("Europe/London", "America/New_York", "America/Los_Angeles"),
        "uk": ("Europe/Kyiv",),
        "be": ("Europe/Minsk",),
        "kk": ("Asia/Almaty",),
        "uz": ("Asia/Tashkent",),
        "ky": ("Asia/Bishkek",),
        "hy": ("Asia/Yerevan",),
        "ka": ("Asia/Tbilisi",),
        "az": ("Asia/Baku",),
        "de": ("Europe/Berlin",),
        "fr": ("Europe/Paris",),
        "es": ("Europe/Madrid", "America/Mexico_City"),
        "it": ("Europe/Rome",),
        "pl": ("Europe/Warsaw",),
        "pt": ("Europe/Lisbon",),
        "pt-br": ("America/Sao_Paulo",),
        "tr": ("Europe/Istanbul",),
        "he": ("Asia/Jerusalem",),
        "fa": ("Asia/Tehran",),
    }
)
"""Where a language of Telegram (IETF tags, as ``language_code`` has them) is at home."""

LONGEST_ZONE: Final = 19
"""Characters of a zone that fit a button beside the numbers of a tenant and a group."""

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


def zone_known(zone: str, wording: Wording, *, chosen: bool) -> str:
    """With a word on whether somebody chose it."""
    known = "yes" if chosen else "no"
    return wording.say("bot-zone-known", zone=zone_name(zone, wording), chosen=known)


def likely_zones(code: str, *known: str) -> tuple[str, ...]:
    """Zones to choose from, the likeliest first, each once.

    Args:
        code: Of the language in which the person's Telegram is; empty if it is not told.
        known: What else speaks for a zone, as that of the group.
    """
    tag = code.lower()
    spoken = _SPOKEN.get(tag) or _SPOKEN.get(tag.partition("-")[0], ())
    return tuple(dict.fromkeys((*known, *spoken, *OFFERED)))


def is_zone(name: str) -> bool:
    return name in _names()


@lru_cache(1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())
