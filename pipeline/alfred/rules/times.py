"""When something was said, as a question tells it: «вчера», "last week", «в мае», «за три дня»."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.alfred.rules.periods import (
    NUMBERS,
    Period,
    Reader,
    ago,
    back,
    calendar,
    date_said,
    day_of_week,
    last_night,
    lately,
    named,
    onward,
    so_far,
    together,
    weekend,
)
from pipeline.language.words import composed, normal


@dataclass(frozen=True, slots=True)
class Told:
    """A period that a text names, and the text without its words."""

    period: Period
    rest: str


def period_of(text: str, now: datetime) -> Told | None:
    """The period that a question asks about; None if it names none, or one yet to come.

    Two that are named together («вчера или позавчера») are one, from the first to the last.

    Args:
        text: What was asked.
        now: When, in the asker's zone: days begin at its midnight, weeks on Monday.
    """
    first = _period_in(normal(composed(text)), now)
    second = _period_in(first.rest, now) if first and _EITHER.search(first.rest) else None
    if first is None or second is None:
        return first
    return Told(together(first.period, second.period), second.rest)


def _period_in(lowered: str, now: datetime) -> Told | None:
    for pattern, read in _RULES:
        match = pattern.search(lowered)
        while match is not None:
            period = read(match, now)
            if period is not None and period.start <= now:
                period = onward(match, period, now)
                return Told(period, f"{lowered[: match.start()]} {lowered[match.end() :]}")
            match = pattern.search(lowered, match.start() + 1)
    return None


def _said(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.]){words}(?![\w.]?\w)")


_COUNT: Final = r"(?:(?P<count>\d{1,9}|" + "|".join(NUMBERS) + r") )?(?<!\d\d\d\d )"
_UNIT: Final = (
    r"(?:(?P<day>дн(?:я|ей|и)|день|суток|сутки|days?)|(?P<week>недел\w{1,2}|weeks?)"
    r"|месяц\w{0,2}|months?)"
)
_LAST: Final = r"(?:прошл\w{2,3}|last|previous)"
_EITHER: Final = re.compile(r"(?<!\w)(?:или|либо|or)(?!\w)")
"""Between two periods any of which may be meant."""
_RULES: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = (
    (
        _said(
            r"(?P<name>(?:(?:в|во|on) )?[а-яa-z]{2,12}),? (?:на )?"
            rf"(?:(?P<this>этой|this)|{_LAST}) (?:неделе|недели|week)"
        ),
        day_of_week,
    ),
    (
        _said(
            rf"(?:на )?(?:(?P<this>этой|this)|{_LAST}) (?:неделе|недели|week),? "
            r"(?P<name>(?:в|во|on) [а-яa-z]{2,12})"
        ),
        day_of_week,
    ),
    (
        _said(
            r"(?:(?:на|в|за|over|at|on|during)(?: the)? )?(?:прошл\w{2,3} |last )?"
            r"(?:выходные|выходных|weekend)"
        ),
        weekend,
    ),
    (_said(r"с начала (?:(?P<week>недели)|месяца)"), so_far),
    (_said(r"(?:(?:прошлой|этой) ночью|last night)"), last_night),
    (_said(r"(?:позавчера|(?:the )?day before yesterday)"), back(2)),
    (_said(r"(?:вчера(?:шн\w+)?|yesterday(?:'s)?)"), back(1)),
    (_said(r"(?:сегодня(?:шн\w+)?|today(?:'s)?)"), back(0)),
    (
        _said(
            r"(?:(?:на|в|за|in|during) )?"
            r"(?:(?P<this>эт(?:ой|ом|у|от)|текущ\w{2,3}|this)|прошл\w{2,3}|last|previous) "
            r"(?:недел\w{1,2}|week|(?P<month>месяц\w{0,2}|month))"
        ),
        calendar,
    ),
    (
        _said(
            r"(?:(?:за|в течение|(?:in|over|for|during)(?: the)?) )?"
            rf"(?:последн\w{{2,3}}|last|past|(?<=за )) ?{_COUNT}{_UNIT}"
        ),
        lately,
    ),
    (_said(rf"{_COUNT}{_UNIT} (?:тому )?(?:назад|ago)"), ago),
    (
        _said(r"(?P<day>[0-3]\d)\.(?P<month>[01]\d)(?:\.(?P<year>(?:20)?\d\d))?"),
        date_said,
    ),
    (
        _said(
            r"(?<!до )(?<!ко )(?<!к )(?<!на )(?<!by )(?<!until )(?<!till )(?<!for )(?<!before )"
            r"(?:(?:в|во|за|от|on|in|(?P<last>прошл\w{2,3}|last|previous)) )*"
            r"(?:(?P<before>\d{1,2})(?:-?го|st|nd|rd|th)?(?: of)? )?[а-яa-z]{2,12}"
            r"(?: (?P<after>\d{1,2})(?:st|nd|rd|th)?)?(?:,? (?P<year>20\d\d))?"
        ),
        named,
    ),
)
