"""Days of the week as people name them: ``пн ср пт``, ``по будням``, ``from monday to friday``."""

import re

from pipeline.schedules.models import EVERY_DAY, WORKDAYS, Weekday

_DAYS = {
    Weekday.MONDAY: r"пн|пон|понедельник\w{0,2}|mo|mon|mondays?",
    Weekday.TUESDAY: r"вт|вторник\w{0,2}|tu|tues?|tuesdays?",
    Weekday.WEDNESDAY: r"ср|сред\w{1,2}|we|weds?|wednesdays?",
    Weekday.THURSDAY: r"чт|четверг\w{0,2}|th|thu|thurs?|thursdays?",
    Weekday.FRIDAY: r"пт|пятниц\w{1,2}|fr|fri|fridays?",
    Weekday.SATURDAY: r"сб|суб|суббот\w{0,2}|sa|sat|saturdays?",
    Weekday.SUNDAY: r"вс|воскресень\w{1,2}|воскресений|su|sun|sundays?",
}
_GROUPS = {
    EVERY_DAY: r"ежедневно|каждодневно|daily|everyday",
    WORKDAYS: r"будн\w{1,3}|рабочи[емх]|weekdays?|workdays?",
    EVERY_DAY - WORKDAYS: r"выходн\w{2,3}|weekends?",
}
_NAMES = [(re.compile(names), frozenset({day})) for day, names in _DAYS.items()] + [
    (re.compile(names), days) for days, names in _GROUPS.items()
]
_FILLERS = frozenset(
    {"-", "&", "+", "по", "в", "во", "и", "все", "день", "дни", "дней", "дням"}
    | {"on", "the", "and", "every", "each", "all", "day", "days"}
)
_EVERY = re.compile(r"кажд\w{2}")
_EACH_DAY = re.compile(r"(?<!\S)(?:кажд\w{2}|все|every|each|all) (?:день|дни|days?)(?!\S)")
_ANY = "|".join(_DAYS.values())
_RANGE = re.compile(
    rf"(?<!\S)(?:(?P<before>\S+) )?(?P<first>{_ANY})\.?"
    rf" (?P<to>-|по|до|to|till|through|thru) (?P<last>{_ANY})\.?(?!\S)"
)
_OPENING = frozenset({"с", "со", "from"})


class UnclearWordError(Exception):
    """A word that names no day, or a range without an end."""


def weekdays_of(text: str) -> frozenset[Weekday] | None:
    """The days that a text in small letters names; None if it names none.

    Raises:
        UnclearWordError: A word is not understood.
    """
    plain = _RANGE.sub(_listed, _EACH_DAY.sub("daily", " ".join(text.split())))
    words = [word for word in plain.split() if word not in _FILLERS and not _EVERY.fullmatch(word)]
    return frozenset(day for word in words for day in _named(word)) or None


def _listed(match: re.Match[str]) -> str:
    """A range as a list; over Sunday if the last day comes earlier in the week."""
    before = match["before"] or ""
    if before == match["to"] == "по":
        return match[0]
    (first,), (last,) = _named(match["first"]), _named(match["last"])
    days = [Weekday((first + step) % 7) for step in range((last - first) % 7 + 1)]
    return " ".join(["" if before in _OPENING else before, *(day.name.lower() for day in days)])


def _named(word: str) -> frozenset[Weekday]:
    bare = word.rstrip(".")
    for names, days in _NAMES:
        if names.fullmatch(bare):
            return days
    raise UnclearWordError
