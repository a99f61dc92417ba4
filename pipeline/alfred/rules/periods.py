"""What words of time mean, by the asker's calendar; their patterns are in ``times``."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pipeline.digest.rules.evidence.dates import claimed

_DAY: Final = timedelta(days=1)
_FURTHEST: Final = 400
"""Days that a question reaches back by counting; more is a number, and no memory of a chat."""
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NUMBERS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("пару", "два", "две", "couple of", "two"), 2),
    **dict.fromkeys(("три", "three"), 3),
    **dict.fromkeys(("четыре", "four"), 4),
    **dict.fromkeys(("пять", "five"), 5),
    **dict.fromkeys(("семь", "seven"), 7),
    **dict.fromkeys(("десять", "ten"), 10),
}

_SINCE: Final = re.compile(r"(?<!\w)(?:с|со|since|from|starting)(?: the)? $")
_WILL_BE: Final = re.compile(
    r"(?<!\w)(?:буд(?:ет|ем|ут|ете)|(?:с?мож|сможе|може)(?:т|м|те)|могут|(?:по|при)?ед(?:ем|ет|ут)"
    r"|(?:по|при)?ид(?:ем|ет|ут)|собира(?:ем|ют)ся|встреча(?:ем|ют)ся|планиру\w+|нужно|надо"
    r"|will|won't|shall|going to|can|should|is|are|do we|does)(?!\w)"
)
_WAS: Final = re.compile(
    r"(?<!\w)(?:[а-я]{2,}(?:[аеиоуыюя]л|ла|ло|ли)(?:сь|ся)?|was|were|did|had|sa(?:id|w)|[a-z]{2,}ed"
    r"|wrote|went|came|made|took)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` until just before ``end``, both aware."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


Reader = Callable[[re.Match[str], datetime], Period | None]


def _days(now: datetime, back: int, long: int = 1) -> Period:
    start = _midnight(now) - back * _DAY
    return Period(start, start + long * _DAY)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _month(now: datetime, back: int) -> Period:
    """The calendar month that was so many months ago."""
    first = _midnight(now).replace(day=1)
    months = first.year * 12 + first.month - 1 - back
    start, end = (
        first.replace(year=month // 12, month=month % 12 + 1) for month in (months, months + 1)
    )
    return Period(start, end)


def together(one: Period, other: Period) -> Period:
    return Period(min(one.start, other.start), max(one.end, other.end))


def onward(match: re.Match[str], period: Period, now: datetime) -> Period:
    """The period, which after «с», "since" goes on to the end of today."""
    return together(period, _days(now, 0)) if _goes_on(match) else period


def _goes_on(match: re.Match[str]) -> bool:
    return bool(_SINCE.search(match.string, 0, match.start()))


def _is_to_come(text: str) -> bool:
    """Whether a day of the week is that of what will be: «кто будет в пятницу?»."""
    return bool(_WILL_BE.search(text)) and not _WAS.search(text)


def back(days: int) -> Reader:
    return lambda _, now: _days(now, days)


def calendar(match: re.Match[str], now: datetime) -> Period:
    """«На прошлой неделе», "this month"."""
    earlier = 0 if match["this"] else 1
    if match["month"]:
        return _month(now, earlier)
    return _days(now, now.weekday() + 7 * earlier, 7)


def lately(match: re.Match[str], now: datetime) -> Period | None:
    """«За последние три дня», "in the past two weeks": until now."""
    days = _length(match)
    return None if days is None else _days(now, days, days + 1)


def ago(match: re.Match[str], now: datetime) -> Period | None:
    """«Три дня назад»; what is told in weeks or months may be off by half of one."""
    days = _length(match)
    slack = 0 if match["day"] else 3 if match["week"] else 15
    return None if days is None else _days(now, days + slack, 2 * slack + 1)


def _length(match: re.Match[str]) -> int | None:
    written = match["count"] or "1"
    count = int(written) if written.isdigit() else NUMBERS[written]
    days = count * (1 if match["day"] else 7 if match["week"] else 30)
    return days if 0 < days <= _FURTHEST else None


def date_said(match: re.Match[str], now: datetime) -> Period | None:
    """«05.11», «05.11.2026»; «2.4» is a version."""
    return _day(now, int(match["day"]), int(match["month"]), _year(match))


def day_of_week(match: re.Match[str], now: datetime) -> Period | None:
    """«В четверг на прошлой неделе», "Tuesday last week"."""
    names = claimed(match["name"]) & {*_WEEKDAYS}
    if len(names) != 1:
        return None
    days = now.weekday() - _WEEKDAYS.index(names.pop())
    return _days(now, days + (0 if match["this"] else 7))


def weekend(match: re.Match[str], now: datetime) -> Period:
    """The last one, of which Saturday has come at least."""
    return _days(now, (now.weekday() - _WEEKDAYS.index("sat")) % 7, 2)


def last_night(_: re.Match[str], now: datetime) -> Period:
    morning = _midnight(now)
    return Period(morning - _DAY / 4, morning + _DAY / 4)


def so_far(match: re.Match[str], now: datetime) -> Period:
    """«С начала недели»."""
    days = now.weekday() if match["week"] else now.day - 1
    return _days(now, days, days + 1)


def named(match: re.Match[str], now: datetime) -> Period | None:
    """«В понедельник», "on 5 May", «в мае 2026», where these are dates beyond doubt."""
    names = claimed(match[0])
    if len(names) != 1:
        return None
    [name] = names
    if name in _WEEKDAYS:
        days = (now.weekday() - _WEEKDAYS.index(name)) % 7
        earlier = match["last"] or _goes_on(match)
        return None if _is_to_come(match.string) else _days(now, days or (7 if earlier else 0))
    day, year = match["before"] or match["after"], _year(match)
    if day:
        return _day(now, int(day), int(name), year)
    months = (now.year - year) * 12 + now.month - int(name) if year else now.month - int(name)
    return _month(now, months if year else months % 12) if months >= 0 or not year else None


def _year(match: re.Match[str]) -> int | None:
    written = match["year"]
    return int(written) + (2000 if len(written) == 2 else 0) if written else None


def _day(now: datetime, day: int, month: int, year: int | None) -> Period | None:
    """That day, without a year the last one."""
    for each in (year,) if year else (now.year, now.year - 1):
        try:
            start = _midnight(now).replace(year=each, month=month, day=day)
        except ValueError:  # the calendar has no such day
            continue
        if start <= now:
            return Period(start, start + _DAY)
    return None
