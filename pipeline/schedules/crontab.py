"""A crontab line as a timetable (crontab(5)): ``minute hour day-of-month month day-of-week``.

Crontab counts the days of the week from Sunday, which is 0 and 7. Whoever counts them from Monday,
as Python does and as APScheduler's ``from_crontab`` does, reads ``1-5`` as Tuesday to Saturday.
"""

from datetime import time
from enum import StrEnum

from pipeline.errors import BadInputError
from pipeline.schedules.models import Rhythm, Timetable, Weekday
from pipeline.windows.models import WindowSize

_NAMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MACROS = {
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
}
_LAST_DAY = 7


class CrontabProblem(StrEnum):
    FIELDS = "fields"
    """It has not five fields."""
    TIME = "time"
    """There is no such minute or hour."""
    OFTEN = "often"
    """More than once a day."""
    DATES = "dates"
    """Not in every month, or on certain days of the month."""
    WEEKDAYS = "weekdays"
    """There is no such day of the week."""


_REMEDIES = {
    CrontabProblem.FIELDS: (
        "a crontab line has five fields — write minute, hour, *, * and days, as 30 18 * * mon,wed"
    ),
    CrontabProblem.TIME: (
        "the line names no time of day — begin with one minute (0-59) and one hour (0-23)"
    ),
    CrontabProblem.OFTEN: (
        "a daily push has one time — add a second schedule, or choose one by windows of"
        " 4, 6 or 12 hours"
    ),
    CrontabProblem.DATES: (
        "a push is bound to days of the week only — put * for the day of the month and the month"
    ),
    CrontabProblem.WEEKDAYS: (
        "there is no such day of the week — write 0-7 (0 and 7 are Sunday) or mon to sun"
    ),
}


class CrontabError(BadInputError):
    """The line is no crontab line, or says what a timetable cannot say."""

    def __init__(self, problem: CrontabProblem) -> None:
        super().__init__(_REMEDIES[problem])
        self.problem = problem


def timetable(line: str, zone: str, size: WindowSize = WindowSize.DAY) -> Timetable:
    """The daily timetable that a line asks for, in a zone, telling so many hours.

    Raises:
        CrontabError: The line is wrong, or asks for more than one push a day or for dates.
    """
    fields = _MACROS.get(line.strip().lower(), line).split()
    if len(fields) != len(("minute", "hour", "day", "month", "weekday")):
        raise CrontabError(CrontabProblem.FIELDS)
    minute, hour, day, month, weekdays = fields
    at = _time(hour, minute)
    if (day, month) != ("*", "*"):
        raise CrontabError(CrontabProblem.DATES)
    return Timetable(
        rhythm=Rhythm.DAILY, size=size, zone=zone, at=at, weekdays=_weekdays(weekdays)
    )


def _time(hour: str, minute: str) -> time:
    if any(sign in field for field in (hour, minute) for sign in "*,-/"):
        raise CrontabError(CrontabProblem.OFTEN)
    try:
        return time(_number(hour), _number(minute))
    except ValueError:
        raise CrontabError(CrontabProblem.TIME) from None


def _weekdays(field: str) -> frozenset[Weekday]:
    try:
        days = {day for part in field.lower().split(",") for day in _days(part)}
    except ValueError:
        raise CrontabError(CrontabProblem.WEEKDAYS) from None
    return frozenset(Weekday((day - 1) % 7) for day in days)


def _days(part: str) -> range:
    """The days of one part of a list, as crontab counts them: ``1-5``, ``mon``, ``*/2``."""
    listed, stepped, step = part.partition("/")
    if listed == "*":
        first, last = 0, _LAST_DAY - 1
    else:
        begin, ranged, end = listed.partition("-")
        first = _day(begin)
        last = _day(end) if ranged else first
        if first > last == 0:
            last = _LAST_DAY
    width = _number(step) if stepped else 1
    if last < first or width < 1 or (stepped and first == last):
        raise ValueError(part)
    return range(first, last + 1, width)


def _day(name: str) -> int:
    if name in _NAMES:
        return _NAMES.index(name)
    number = _number(name)
    if number > _LAST_DAY:
        raise ValueError(name)
    return number


def _number(text: str) -> int:
    """``int`` also takes signs, blanks, underscores and other scripts' digits."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)
