"""When something was said, as a question tells it: «вчера», "last week", «в мае», «за три дня»."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pipeline.digest.rules.dates import claimed
from pipeline.language.words import composed, normal

_DAY: Final = timedelta(days=1)
_FURTHEST: Final = 400
"""Days that a question reaches back by counting; more is a number, and no memory of a chat."""
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("пару", "два", "две", "couple of", "two"), 2),
    **dict.fromkeys(("три", "three"), 3),
    **dict.fromkeys(("четыре", "four"), 4),
    **dict.fromkeys(("пять", "five"), 5),
    **dict.fromkeys(("семь", "seven"), 7),
    **dict.fromkeys(("десять", "ten"), 10),
}


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` until just before ``end``, both aware."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Told:
    """A period that a text names, and the text without its words."""

    period: Period
    rest: str


def period_of(text: str, now: datetime) -> Told | None:
    """The period that a question asks about; None if it names none, or one yet to come.

    Args:
        text: What was asked.
        now: When, in the asker's zone: days begin at its midnight, weeks on Monday.
    """
    lowered = normal(composed(text))
    for pattern, read in _RULES:
        match = pattern.search(lowered)
        while match is not None:
            period = read(match, now)
            if period is not None and period.start <= now:
                return Told(period, f"{lowered[: match.start()]} {lowered[match.end() :]}")
            match = pattern.search(lowered, match.start() + 1)
    return None


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


def _back(days: int) -> "_Reader":
    return lambda _, now: _days(now, days)


def _calendar(match: re.Match[str], now: datetime) -> Period:
    """«На прошлой неделе», "this month"."""
    back = 0 if match["this"] else 1
    if match["month"]:
        return _month(now, back)
    return _days(now, now.weekday() + 7 * back, 7)


def _lately(match: re.Match[str], now: datetime) -> Period | None:
    """«За последние три дня», "in the past two weeks": until now."""
    days = _length(match)
    return None if days is None else _days(now, days, days + 1)


def _ago(match: re.Match[str], now: datetime) -> Period | None:
    """«Три дня назад»; what is told in weeks or months may be off by half of one."""
    days = _length(match)
    slack = 0 if match["day"] else 3 if match["week"] else 15
    return None if days is None else _days(now, days + slack, 2 * slack + 1)


def _length(match: re.Match[str]) -> int | None:
    written = match["count"] or "1"
    count = int(written) if written.isdigit() else _NUMBERS[written]
    days = count * (1 if match["day"] else 7 if match["week"] else 30)
    return days if 0 < days <= _FURTHEST else None


def _date(match: re.Match[str], now: datetime) -> Period | None:
    """«05.11», «05.11.2026»; «2.4» is a version."""
    return _day(now, int(match["day"]), int(match["month"]), _year(match))


def _named(match: re.Match[str], now: datetime) -> Period | None:
    """«В понедельник», "on 5 May", «в мае 2026», where these are dates beyond doubt."""
    names = claimed(match[0])
    if len(names) != 1:
        return None
    [name] = names
    if name in _WEEKDAYS:
        return _days(now, (now.weekday() - _WEEKDAYS.index(name)) % 7)
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


_Reader = Callable[[re.Match[str], datetime], Period | None]


def _said(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.]){words}(?![\w.]?\w)")


_COUNT: Final = r"(?:(?P<count>\d{1,9}|" + "|".join(_NUMBERS) + r") )?(?<!\d\d\d\d )"
_UNIT: Final = (
    r"(?:(?P<day>дн(?:я|ей|и)|день|суток|сутки|days?)|(?P<week>недел\w{1,2}|weeks?)"
    r"|месяц\w{0,2}|months?)"
)
_RULES: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = (
    (_said(r"(?:позавчера|(?:the )?day before yesterday)"), _back(2)),
    (_said(r"(?:вчера(?:шн\w+)?|yesterday(?:'s)?)"), _back(1)),
    (_said(r"(?:сегодня(?:шн\w+)?|today(?:'s)?)"), _back(0)),
    (
        _said(
            r"(?:(?:на|в|за|in|during) )?"
            r"(?:(?P<this>эт(?:ой|ом|у|от)|текущ\w{2,3}|this)|прошл\w{2,3}|last|previous) "
            r"(?:недел\w{1,2}|week|(?P<month>месяц\w{0,2}|month))"
        ),
        _calendar,
    ),
    (
        _said(
            r"(?:(?:за|в течение|(?:in|over|for|during)(?: the)?) )?"
            rf"(?:последн\w{{2,3}}|last|past|(?<=за )) ?{_COUNT}{_UNIT}"
        ),
        _lately,
    ),
    (_said(rf"{_COUNT}{_UNIT} (?:тому )?(?:назад|ago)"), _ago),
    (
        _said(r"(?P<day>[0-3]\d)\.(?P<month>[01]\d)(?:\.(?P<year>(?:20)?\d\d))?"),
        _date,
    ),
    (
        _said(
            r"(?:(?:в|во|за|от|с|со|прошл\w{2,3}|on|in|since|from|last) )*"
            r"(?:(?P<before>\d{1,2})(?:-?го|st|nd|rd|th)?(?: of)? )?[а-яa-z]{2,12}"
            r"(?: (?P<after>\d{1,2})(?:st|nd|rd|th)?)?(?:,? (?P<year>20\d\d))?"
        ),
        _named,
    ),
)
