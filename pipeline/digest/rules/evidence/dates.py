"""Months and days of the week that a text names, whatever the form of the word and the language.

A digest may name in English what was said in Russian, so both languages' names have one key. Words
that are as often something else («среда разработки», "may", "march") count in what a statement
claims only where they are dates beyond doubt; in its source any of them does.
"""

import re
from collections.abc import Iterator, Mapping

from pipeline.language.words import listed, normal

_NAMES: Mapping[str, str] = {
    "mon": r"понедельник\w*|пн|mondays?|mon",
    "tue": r"вторник\w*|вт|tuesdays?|tues?",
    "wed": r"сред[аыу]|средой|(?<!в )среде|ср|wednesdays?|wed",
    "thu": r"четверг\w*|чт|thursdays?|thurs?|thu",
    "fri": r"пятниц\w+|пт|fridays?|fri",
    "sat": r"суббот\w+|сб|saturdays?|sat",
    "sun": r"воскресень\w+|вс|sundays?|sun",
    "01": r"январ\w+|янв|january|jan",
    "02": r"феврал\w+|фев|february|feb",
    "03": r"март(?:а|е|у|ом)?|мар|march|mar",
    "04": r"апрел\w+|апр|april|apr",
    "05": r"ма[йяюе]|маем|may",
    "06": r"июн\w+|июн|june|jun",
    "07": r"июл\w+|июл|july|jul",
    "08": r"август\w*|авг|august|aug",
    "09": r"сентябр\w+|сен|сент|september|sept?",
    "10": r"октябр\w+|окт|october|oct",
    "11": r"ноябр\w+|ноя|november|nov",
    "12": r"декабр\w+|дек|december|dec",
}
"""Forms that the names have, in lower case with ё as е."""
_DOUBTFUL = listed(
    "среда среды среде средой среду ср вс вт сб мае мар сен may march mar mon sat sun wed"
)
_BEFORE = (
    r"(?:\d{1,2}(?:-?е|-?го|st|nd|rd|th)?(?: of)?|в|во|на|по|до|к|ко|со|с|после|прошл\w+|"
    r"следующ\w+|эт\w+|кажд\w+|in|on|by|until|till|since|before|after|next|last|this|every) "
)
"""Said before a doubtful word it makes a date of it: "in May", «в среду»."""
_NAME = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<d{key}>{forms})" for key, forms in _NAMES.items()) + r")(?!\w)"
)
_DATED = re.compile(rf"(?<!\w){_BEFORE}$")
_LOOK_BACK = 16
_DAY_AFTER = re.compile(r" \d{1,2}(?:st|nd|rd|th)?(?!\w)")


def named(text: str) -> set[str]:
    """All names of months and weekdays that the text may hold."""
    return {key for key, _ in _found(normal(text))}


def claimed(text: str) -> set[str]:
    """The names that the text holds beyond doubt."""
    lowered = normal(text)
    return {key for key, match in _found(lowered) if _is_date(lowered, match)}


def _found(lowered: str) -> Iterator[tuple[str, re.Match[str]]]:
    for match in _NAME.finditer(lowered):
        if match.lastgroup is not None:
            yield match.lastgroup.removeprefix("d"), match


def _is_date(lowered: str, match: re.Match[str]) -> bool:
    if match[0] not in _DOUBTFUL:
        return True
    before = lowered[max(0, match.start() - _LOOK_BACK) : match.start()]
    return bool(_DATED.search(before) or _DAY_AFTER.match(lowered, match.end()))
