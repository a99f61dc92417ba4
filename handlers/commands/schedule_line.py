"""A whole schedule in one line: ``/schedule [group] по будням в 9:00 | 6h | cron … | off``."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

from pipeline.errors import BadInputError
from pipeline.groups.models import ConnectedGroup
from pipeline.schedules import crontab, phrases
from pipeline.schedules.models import EVERY_DAY, Rhythm, Timetable
from pipeline.windows.models import WindowSize

_OFF: Final = frozenset({"off", "stop", "выкл", "выключить", "отключить", "стоп", "нет"})
_WINDOWS: Final = re.compile(
    r"(?:(?:кажд\w{2}|every)\s+(\d{1,3})\s*(?:ч|час(?:а|ов)?|h|hours?)|(\d{1,3})\s?[hч])\.?"
)
_CRON: Final = "cron"


class Off(Enum):
    OFF = "off"


class WindowError(BadInputError):
    """There are no windows of so many hours."""

    def __init__(self) -> None:
        super().__init__("windows have 4, 6, 12 or 24 hours — choose one of these")


def read(line: str, zone: str) -> Timetable | Off:
    """What a line asks for, by the clock of a zone.

    Raises:
        PhraseError: It is not understood.
        CrontabError: It is a crontab line that no timetable can follow.
        WindowError: There are no such windows.
    """
    words = " ".join(line.casefold().split())
    if words in _OFF:
        return Off.OFF
    if words.startswith((f"{_CRON} ", "@")):
        return crontab.timetable(words.removeprefix(f"{_CRON} "), zone)
    windows = _WINDOWS.fullmatch(words)
    if windows:
        return _windows(int(windows[1] or windows[2]), zone)
    phrase = phrases.when(line)
    return Timetable(
        Rhythm.DAILY, WindowSize.DAY, zone, at=phrase.at, weekdays=phrase.weekdays or EVERY_DAY
    )


def split_group(line: str, groups: Sequence[ConnectedGroup]) -> tuple[ConnectedGroup | None, str]:
    """The group that a line begins with, by its title or @name, and what follows it."""
    plain = " ".join(line.split())
    named = [(name, group) for group in groups for name in _names(group)]
    for name, group in sorted(named, key=lambda each: -len(each[0])):
        head, rest = plain[: len(name)], plain[len(name) :]
        if head.casefold() == name.casefold() and (not rest or rest.startswith(" ")):
            return group, rest.strip()
    return None, plain


def _windows(hours: int, zone: str) -> Timetable:
    if hours not in {int(size) for size in WindowSize}:
        raise WindowError
    return Timetable(Rhythm.WINDOWS, WindowSize(hours), zone)


def _names(group: ConnectedGroup) -> list[str]:
    names = [" ".join(group.chat.title.split())]
    if group.chat.username:
        names.append(f"@{group.chat.username}")
    return [name for name in names if name]
