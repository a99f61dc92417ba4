from collections.abc import Set as AbstractSet
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.schedules.models import EVERY_DAY, WORKDAYS, QuietHours, Weekday
from pipeline.schedules.phrases import (
    PhraseError,
    PhraseProblem,
    TimePhrase,
    quiet_hours,
    when,
)

MON, TUE, WED, THU, FRI, SAT, SUN = Weekday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:00", time(9)),
        ("09.30", time(9, 30)),
        ("9-00", time(9)),
        ("0930", time(9, 30)),
        ("9", time(9)),
        ("в 9", time(9)),
        ("в 9 часов", time(9)),
        ("к 9 утра", time(9)),
        ("7ч30", time(7, 30)),
        ("в 9 вечера", time(21)),
        ("в 3 дня", time(15)),
        ("12 ночи", time(0)),
        ("2 ночи", time(2)),
        ("11 ночи", time(23)),
        ("В полдень.", time(12)),
        ("at midnight", time(0)),
        ("at 9", time(9)),
        ("9 o’clock", time(9)),
        ("9am", time(9)),
        ("9:15 p.m.", time(21, 15)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("9 in the evening", time(21)),
        ("24:00", time(0)),
    ],
)
def test_a_time_is_understood(text: str, expected: time) -> None:
    assert TimePhrase(at=expected, weekdays=None) == when(text)


@pytest.mark.parametrize(
    ("text", "expected", "days"),
    [
        ("по будням в 9:00", time(9), WORKDAYS),
        ("every weekday at 9", time(9), WORKDAYS),
        ("по рабочим дням в 18.00", time(18), WORKDAYS),
        ("пн ср пт 18:30", time(18, 30), {MON, WED, FRI}),
        ("сб, вс 11:00", time(11), {SAT, SUN}),
        ("Пн.–Пт. 9:00", time(9), WORKDAYS),
        ("с понедельника по пятницу в 9 утра", time(9), WORKDAYS),
        ("from Monday through Thursday at 9", time(9), {MON, TUE, WED, THU}),
        ("mon-fri 6pm", time(18), WORKDAYS),
        ("пт-пн 8", time(8), {FRI, SAT, SUN, MON}),
        ("пн-вт чт-пт 9", time(9), {MON, TUE, THU, FRI}),
        ("по средам и пятницам, 7:30", time(7, 30), {WED, FRI}),
        ("по средам по пятницам в 7", time(7), {WED, FRI}),
        ("каждую среду в 10", time(10), {WED}),
        ("on Mondays at 9", time(9), {MON}),
        ("в выходные в 11", time(11), {SAT, SUN}),
        ("каждый день в 8", time(8), EVERY_DAY),
        ("9 every day", time(9), EVERY_DAY),
        ("ежедневно 8:00", time(8), EVERY_DAY),
    ],
)
def test_a_time_with_days_is_understood(
    text: str, expected: time, days: AbstractSet[Weekday]
) -> None:
    assert TimePhrase(expected, frozenset(days)) == when(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", PhraseProblem.NO_TIME),
        ("по будням", PhraseProblem.NO_TIME),
        ("в 9 и в 18", PhraseProblem.SEVERAL_TIMES),
        ("9-18", PhraseProblem.SEVERAL_TIMES),
        ("25:00", PhraseProblem.NO_SUCH_TIME),
        ("9:60", PhraseProblem.NO_SUCH_TIME),
        ("13 pm", PhraseProblem.NO_SUCH_TIME),
        ("завтра в 9", PhraseProblem.NOT_UNDERSTOOD),
        ("9:00:00", PhraseProblem.NOT_UNDERSTOOD),
        ("с понедельника в 9", PhraseProblem.NOT_UNDERSTOOD),
        ("кроме среды в 9", PhraseProblem.NOT_UNDERSTOOD),
        ("/cancel", PhraseProblem.NOT_UNDERSTOOD),
    ],
)
def test_what_is_not_understood_is_said_to_be(text: str, problem: PhraseProblem) -> None:
    with pytest.raises(PhraseError) as refused:
        when(text)

    assert problem is refused.value.problem


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("23-7", time(23), time(7)),
        ("23:00–07:00", time(23), time(7)),
        ("22.30 - 7.00", time(22, 30), time(7)),
        ("с 23 до 7", time(23), time(7)),
        ("с 11 вечера до 7 утра", time(23), time(7)),
        ("from 11pm to 7am", time(23), time(7)),
        ("22-24", time(22), time(0)),
        ("2300-0700", time(23), time(7)),
    ],
)
def test_quiet_hours_are_understood(text: str, start: time, end: time) -> None:
    assert QuietHours(start, end) == quiet_hours(text)


@pytest.mark.parametrize("text", ["нет", "Не надо", "none", " OFF "])
def test_nobody_has_to_be_quiet(text: str) -> None:
    assert quiet_hours(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("23", PhraseProblem.NO_TIME),
        ("23-7-9", PhraseProblem.SEVERAL_TIMES),
        ("23-25", PhraseProblem.NO_SUCH_TIME),
        ("ночью с 23 до 7", PhraseProblem.NOT_UNDERSTOOD),
    ],
)
def test_quiet_hours_that_are_not_two_times_are_refused(text: str, problem: PhraseProblem) -> None:
    with pytest.raises(PhraseError) as refused:
        quiet_hours(text)

    assert problem is refused.value.problem


@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_each_time_of_a_day_is_read_back(hour: int, minute: int) -> None:
    read = [when(text).at for text in (f"{hour}:{minute:02}", f"{hour:02}.{minute:02}")]

    assert [time(hour, minute)] * 2 == read


def outcome(text: str) -> list[object]:
    found: list[object] = []
    for read in (when, quiet_hours):
        try:
            found.append(read(text))
        except PhraseError as error:
            found.append(error.problem)
    return found


PIECES = ["с", "по", "пн", "ср", "будням", "9", "9:30", "23-7", "pm", "every", "day", "-", "нет"]


@given(text=st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map(" ".join))
def test_any_text_has_an_answer_and_blanks_do_not_change_it(text: str) -> None:
    assert outcome(text) == outcome(f"  {text}\n")
