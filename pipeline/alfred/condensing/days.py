"""The day that «вчера» was: what a summary says has to be true when it is read."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_MONTHS_EN: Final = _names(
    "January February March April May June July August September October November December"
)
_MONTHS_RU: Final = _names(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
)
_IN_MONTHS_RU: Final = _names(
    "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре"
)
_WEEKDAYS_EN: Final = _names("monday tuesday wednesday thursday friday saturday sunday")
_WEEKDAYS_RU: Final = _names("понедельник вторник среду четверг пятницу субботу воскресенье")
_COUNTS: Final[Mapping[str | None, int]] = {
    **dict.fromkeys(("a", "an", "one", "один", "одну", None), 1),
    **dict.fromkeys(("two", "couple of", "a couple of", "два", "две", "пару"), 2),
    **dict.fromkeys(("three", "три"), 3),
    **dict.fromkeys(("four", "четыре"), 4),
    **dict.fromkeys(("five", "пять"), 5),
    **dict.fromkeys(("six", "шесть"), 6),
}
_COUNTED: Final = r"a couple of|couple of|an?|one|two|three|four|five|six|\d{1,2}"
_COUNTED_RU: Final = r"одн[уи]н?|пару|дв[ае]|три|четыре|пять|шесть|\d{1,2}"

_Resolve = Callable[[re.Match[str], date], str | None]


def dated(text: str, said: date) -> str:
    """The text with dates in the place of days that are counted from the one it was said on.

    «Сегодня» and "last week" stay: the day on which it was said tells what they were. So does
    what might be this day or that ("next Friday").
    """
    for pattern, resolve in _RULES:
        text = pattern.sub(lambda match, resolve=resolve: _in_place(match, resolve, said), text)  # type: ignore[misc]
    return text


def _in_place(match: re.Match[str], resolve: _Resolve, said: date) -> str:
    try:
        return resolve(match, said) or match[0]
    except (OverflowError, ValueError):  # before the year 1 or after 9999
        return match[0]


def _days(count: int) -> tuple[_Resolve, _Resolve]:
    return (
        lambda match, said: _en(said + timedelta(count), match["lead"]),
        lambda _, said: _ru(said + timedelta(count)),
    )


def _en(day: date, lead: str | None) -> str:
    """With «on», unless another preposition stands there: "since 7 May 2023"."""
    return f"{lead or 'on '}{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def _ru(day: date) -> str:
    return f"{day.day} {_MONTHS_RU[day.month - 1]} {day.year}"


def _ago_en(match: re.Match[str], said: date) -> str:
    count = _count(match["count"]) * (7 if match["unit"].lower() == "week" else 1)
    return _en(said - timedelta(count), None)


def _ago_ru(match: re.Match[str], said: date) -> str:
    count = _count(match["count"]) * (7 if match["unit"].lower() == "недел" else 1)
    return _ru(said - timedelta(count))


def _count(word: str | None) -> int:
    word = word.lower() if word else None
    return int(word) if word and word.isdigit() else _COUNTS[word]


def _last_weekday_en(match: re.Match[str], said: date) -> str:
    return _en(_before(said, _WEEKDAYS_EN.index(match["day"].lower())), None)


def _last_weekday_ru(match: re.Match[str], said: date) -> str:
    return _ru(_before(said, _WEEKDAYS_RU.index(match["day"].lower())))


def _before(said: date, weekday: int) -> date:
    return said - timedelta((said.weekday() - weekday - 1) % 7 + 1)


def _month_en(match: re.Match[str], said: date) -> str:
    year, month = _months(said, match["which"])
    return f"in {_MONTHS_EN[month - 1]} {year}"


def _month_ru(match: re.Match[str], said: date) -> str:
    year, month = _months(said, match["which"])
    return f"в {_IN_MONTHS_RU[month - 1]} {year}"


def _months(said: date, which: str) -> tuple[int, int]:
    months = said.year * 12 + said.month - 1 + _step(which)
    return months // 12, months % 12 + 1


def _step(which: str) -> int:
    return 1 if which.lower().startswith(("next", "следующ", "будущ")) else -1


def _rules() -> Iterator[tuple[re.Pattern[str], _Resolve]]:
    lead = r"(?:(?P<lead>(?:since|until|till|by|from|before|after|for|of) )|(?<!\w))"
    for count, english, russian in (
        (-2, r"the day before yesterday", r"позавчера"),
        (2, r"the day after tomorrow", r"послезавтра"),
        (-1, r"yesterday|last night", r"вчера"),
        (1, r"tomorrow", r"завтра"),
    ):
        in_english, in_russian = _days(count)
        yield _any(rf"{lead}(?:{english})(?!['’\w])"), in_english
        yield _any(rf"(?<![\w-])(?:{russian})(?![\w-])"), in_russian
    yield _any(rf"\b(?P<count>{_COUNTED}) (?P<unit>day|week)s? ago\b"), _ago_en
    yield (
        _any(rf"(?<!\w)(?:(?P<count>{_COUNTED_RU}) )?(?P<unit>недел|дня?|дней)[юиь]? назад\b"),
        _ago_ru,
    )
    yield _any(rf"\b(?:on )?last (?P<day>{'|'.join(_WEEKDAYS_EN)})\b"), _last_weekday_en
    yield (
        _any(rf"\bв прошл(?:ый|ую|ое) (?P<day>{'|'.join(_WEEKDAYS_RU)})\b"),
        _last_weekday_ru,
    )
    yield _any(r"(?<!\w)(?<!the )(?:in )?(?P<which>last|next) month\b"), _month_en
    yield _any(r"(?<!\w)в (?P<which>прошлом|следующем|будущем) месяце\b"), _month_ru
    yield (
        _any(r"(?<!\w)(?<!the )(?:in )?(?P<which>last|next) year\b"),
        lambda match, said: f"in {said.year + _step(match['which'])}",
    )
    yield (
        _any(r"(?<!\w)в (?P<which>прошлом|следующем|будущем) году\b"),
        lambda match, said: f"в {said.year + _step(match['which'])} году",
    )


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_RULES: Final = tuple(_rules())
