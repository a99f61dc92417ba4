from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from pipeline.schedules.crontab import CrontabError, CrontabProblem, timetable
from pipeline.schedules.models import EVERY_DAY, WORKDAYS, Rhythm, Timetable, Weekday
from pipeline.schedules.rules import next_slot
from pipeline.windows.models import WindowSize

MON, TUE, WED, THU, FRI, SAT, SUN = Weekday
WEDNESDAY = datetime(2026, 2, 18, 12, tzinfo=UTC)
SATURDAY = datetime(2026, 2, 21, 12, tzinfo=UTC)


def test_a_line_becomes_a_daily_timetable() -> None:
    found = timetable("30 18 * * mon,wed", "Europe/Moscow", WindowSize.TWELVE)

    assert (
        Timetable(
            Rhythm.DAILY,
            WindowSize.TWELVE,
            "Europe/Moscow",
            at=time(18, 30),
            weekdays=frozenset({MON, WED}),
        )
        == found
    )


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("*", EVERY_DAY),
        ("0", {SUN}),
        ("7", {SUN}),
        ("1", {MON}),
        ("1-5", WORKDAYS),
        ("mon-fri", WORKDAYS),
        ("5-7", {FRI, SAT, SUN}),
        ("Fri-Sun", {FRI, SAT, SUN}),
        ("0-7", EVERY_DAY),
        ("SUN,tue", {SUN, TUE}),
        ("6,0", {SAT, SUN}),
        ("*/2", {SUN, TUE, THU, SAT}),
        ("1-5/2", {MON, WED, FRI}),
    ],
)
def test_days_are_counted_from_sunday_as_crontab_does(field: str, expected: set[Weekday]) -> None:
    assert frozenset(expected) == timetable(f"0 9 * * {field}", "UTC").weekdays


@pytest.mark.parametrize(
    ("line", "ours", "theirs"),
    [("0 9 * * 0", SUN, MON), ("0 9 * * 6", SAT, SUN), ("0 9 * * 1", MON, TUE)],
)
def test_the_library_reads_the_same_line_a_day_late(
    line: str, ours: Weekday, theirs: Weekday
) -> None:
    trigger = CronTrigger.from_crontab(line, timezone=ZoneInfo("UTC"))

    pushed = next_slot(timetable(line, "UTC"), WEDNESDAY).due_at
    fired = trigger.get_next_fire_time(None, WEDNESDAY)

    assert (ours, theirs) == (pushed.weekday(), fired.weekday())


def test_on_working_days_means_monday_where_the_library_means_tuesday() -> None:
    trigger = CronTrigger.from_crontab("0 9 * * 1-5", timezone=ZoneInfo("UTC"))

    pushed = next_slot(timetable("0 9 * * 1-5", "UTC"), SATURDAY).due_at
    fired = trigger.get_next_fire_time(None, SATURDAY)

    assert (MON, TUE) == (pushed.weekday(), fired.weekday())


def test_names_of_days_mean_the_same_to_both() -> None:
    trigger = CronTrigger.from_crontab("0 9 * * sun", timezone=ZoneInfo("UTC"))

    pushed = next_slot(timetable("0 9 * * sun", "UTC"), WEDNESDAY).due_at

    assert trigger.get_next_fire_time(None, WEDNESDAY) == pushed


def test_weekly_means_the_midnight_that_begins_sunday() -> None:
    found = timetable(" @weekly ", "UTC")

    assert (time(0), frozenset({SUN})) == (found.at, found.weekdays)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", CrontabProblem.FIELDS),
        ("9:00", CrontabProblem.FIELDS),
        ("0 0 9 * * 1", CrontabProblem.FIELDS),
        ("@hourly", CrontabProblem.FIELDS),
        ("0 */4 * * *", CrontabProblem.OFTEN),
        ("0 9,18 * * *", CrontabProblem.OFTEN),
        ("* 9 * * *", CrontabProblem.OFTEN),
        ("0 9-17 * * *", CrontabProblem.OFTEN),
        ("60 9 * * *", CrontabProblem.TIME),
        ("0 24 * * *", CrontabProblem.TIME),
        ("0 x * * *", CrontabProblem.TIME),
        ("0 ٩ * * *", CrontabProblem.TIME),
        ("0 9 1 * *", CrontabProblem.DATES),
        ("0 9 * 1-6 *", CrontabProblem.DATES),
        ("0 9 * * 8", CrontabProblem.WEEKDAYS),
        ("0 9 * * monday", CrontabProblem.WEEKDAYS),
        ("0 9 * * 5-1", CrontabProblem.WEEKDAYS),
        ("0 9 * * 1/2", CrontabProblem.WEEKDAYS),
        ("0 9 * * */0", CrontabProblem.WEEKDAYS),
        ("0 9 * * 1,", CrontabProblem.WEEKDAYS),
    ],
)
def test_what_a_timetable_cannot_say_is_refused_with_the_remedy(
    line: str, problem: CrontabProblem
) -> None:
    with pytest.raises(CrontabError, match=r" — ") as refused:
        timetable(line, "UTC")

    assert problem is refused.value.problem
