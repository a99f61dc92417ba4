"""What a person types for a time, days or quiet hours, in Russian or English.

``9:00``, ``в 9``, ``09.30``, ``по будням в 9:00``, ``every weekday at 9``, ``пн ср пт 18:30``,
``с понедельника по пятницу в 9 утра``, ``mon-fri 6pm``; quiet hours: ``23-7``, ``с 23 до 7``,
``from 11pm to 7am``, ``нет``.

Every word has to be understood: a push at a time that nobody meant is worse than a question.
"""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from pipeline.errors import BadInputError
from pipeline.schedules.models import QuietHours, Weekday
from pipeline.schedules.weekday_words import UnclearWordError, weekdays_of


class PhraseProblem(StrEnum):
    NO_TIME = "no_time"
    SEVERAL_TIMES = "several_times"
    NO_SUCH_TIME = "no_such_time"
    NOT_UNDERSTOOD = "not_understood"


class PhraseError(BadInputError):
    """The phrase was not understood; whoever asked tells why in the person's language."""

    def __init__(self, problem: PhraseProblem) -> None:
        super().__init__(f"not understood ({problem.value}) — write a time as 9:00")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class TimePhrase:
    at: time
    weekdays: frozenset[Weekday] | None
    """None if the phrase names no days."""


_NEVER = frozenset({"нет", "не надо", "никогда", "без", "выкл", "-", "no", "none", "off", "never"})
_TIME_FILLERS = re.compile(r"(?<!\S)(?:в|во|к|at|@)(?!\S)")
_RANGE = frozenset(["с", "со", "от", "до", "по", "и", "-", "from", "to", "till", "until", "and"])
_NAMED = {
    "полдень": time(12),
    "полночь": time(0),
    "noon": time(12),
    "midday": time(12),
    "midnight": time(0),
}
_HALF = (
    r"(?P<half>a\.?m\b\.?|p\.?m\b\.?|утра\b|дня\b|вечера\b|ночи\b"
    r"|in the (?:morning|afternoon|evening)\b|at night\b)"
)
_HOURS = r"(?:часов|часа|час|ч|o'?clock|h)\b\.?"
_CLOCK = re.compile(
    rf"(?<![\w:.])(?:(?P<hour>[0-9]{{1,2}})(?:(?:[:.]|\s?[чh]\s?)(?P<minute>[0-9]{{2}}))?"
    rf"|(?P<packed>[0-9]{{4}}))(?![0-9:])(?:\s?{_HOURS})?(?:\s?{_HALF})?"
    rf"|(?<!\w)(?P<named>{'|'.join(_NAMED)})(?!\w)"
)
_DASHED = re.compile(r"(?<![0-9-])([0-9]{1,2})-(00|30)(?![0-9-])")
"""``9-00``, as Russians write; any other dash may stand between two times."""
_NOON = 12
_HOURS_OF_DAY = 24
_NIGHT_ENDS = 6
"""``2 ночи`` and ``2 at night`` come after midnight, ``11 ночи`` before it."""


def when(text: str) -> TimePhrase:
    """A time of day with the days on which it is meant.

    Raises:
        PhraseError: There is no time, several, an impossible one, or something beside it.
    """
    times, rest = _take_times(_DASHED.sub(r"\1:\2", text))
    if len(times) > 1:
        raise PhraseError(PhraseProblem.SEVERAL_TIMES)
    try:
        weekdays = weekdays_of(_TIME_FILLERS.sub(" ", rest))
    except UnclearWordError:
        raise PhraseError(PhraseProblem.NOT_UNDERSTOOD) from None
    if not times:
        raise PhraseError(PhraseProblem.NO_TIME)
    return TimePhrase(at=times[0], weekdays=weekdays)


def quiet_hours(text: str) -> QuietHours | None:
    """From one time to another; None if the person wants none.

    Raises:
        PhraseError: There are not two times, an impossible one, or something beside them.
    """
    if _plain(text).strip() in _NEVER:
        return None
    times, rest = _take_times(text)
    if set(rest.split()) - _RANGE:
        raise PhraseError(PhraseProblem.NOT_UNDERSTOOD)
    match times:
        case [start, end]:
            return QuietHours(start, end)
        case [] | [_]:
            raise PhraseError(PhraseProblem.NO_TIME)
        case _:
            raise PhraseError(PhraseProblem.SEVERAL_TIMES)


def _take_times(text: str) -> tuple[list[time], str]:
    """The times of a phrase, and what is left of it, with signs as words of their own."""
    plain = _plain(text)
    times = [_read(match) for match in _CLOCK.finditer(plain)]
    rest = _CLOCK.sub(" ", plain)
    return times, re.sub(r"[,;!]|\.+$", " ", rest.strip()).replace("-", " - ")


def _plain(text: str) -> str:
    return re.sub(r"[‐-―−]", "-", text.casefold().replace("ё", "е").replace("’", "'"))


def _read(match: re.Match[str]) -> time:
    if match["named"]:
        return _NAMED[match["named"]]
    digits = match["packed"] or f"{match['hour']:0>2}{match['minute'] or '00'}"
    hour, minute = int(digits[:2]), int(digits[2:])
    half = match["half"]
    if half is not None:
        hour = _whole_day(hour, half)
    elif (hour, minute) == (_HOURS_OF_DAY, 0):
        hour = 0
    try:
        return time(hour, minute)
    except ValueError:
        raise PhraseError(PhraseProblem.NO_SUCH_TIME) from None


def _whole_day(hour: int, half: str) -> int:
    """The hour of the day from one of a half (``9 pm``, ``9 вечера``)."""
    if not 1 <= hour <= _NOON:
        raise PhraseError(PhraseProblem.NO_SUCH_TIME)
    if half.startswith("a") and not half.startswith("at"):
        later = False
    elif half.endswith(("ночи", "night")):
        later = _NIGHT_ENDS <= hour < _NOON
    else:
        later = not half.endswith(("утра", "morning"))
    return hour % _NOON + (_NOON if later else 0)
