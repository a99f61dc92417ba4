from datetime import UTC, datetime, time, timedelta
from itertools import islice
from time import process_time
from typing import Any

import pytest

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.schedules.models import (
    EVERY_DAY,
    WORKDAYS,
    QuietHours,
    Rhythm,
    Slot,
    Subscription,
    SubscriptionId,
    Timetable,
    Weekday,
)
from pipeline.schedules.rules import MISSED_LISTED, due, next_slot
from pipeline.windows.models import Span, WindowSize

BERLIN = "Europe/Berlin"
GRACE = timedelta(hours=3)
NIGHT = QuietHours(time(23), time(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(at: str, zone: str = "UTC", **more: Any) -> Timetable:
    return Timetable(Rhythm.DAILY, WindowSize.DAY, zone, at=time.fromisoformat(at), **more)


def windows(size: WindowSize, zone: str = "UTC", **more: Any) -> Timetable:
    return Timetable(Rhythm.WINDOWS, size, zone, **more)


def slots(timetable: Timetable, after: str, count: int) -> list[Slot]:
    def walk() -> Any:
        moment = utc(after)
        while True:
            slot = next_slot(timetable, moment)
            yield slot
            moment = slot.due_at

    return list(islice(walk(), count))


def keys(timetable: Timetable, after: str, count: int) -> list[str]:
    return [slot.key for slot in slots(timetable, after, count)]


def subscription(timetable: Timetable, next_due_at: str) -> Subscription:
    return Subscription(
        id=SubscriptionId(1),
        tenant=TenantId(1),
        group_id=GroupId(1),
        person=PersonId(1),
        destination=Destination(Via.CHAT, 1),
        language="ru",
        timetable=timetable,
        enabled=True,
        next_due_at=utc(next_due_at),
    )


def test_a_daily_push_tells_the_hours_before_it() -> None:
    slot = next_slot(daily("09:00", "Europe/Moscow"), utc("2026-02-18T06:00"))

    span = Span(utc("2026-02-18T06:00"), utc("2026-02-19T06:00"), WindowSize.DAY)
    assert Slot("2026-02-19T09:00", utc("2026-02-19T06:00"), span) == slot


def test_a_push_by_windows_comes_at_the_close_of_each_and_tells_it() -> None:
    first, second = slots(windows(WindowSize.SIX, "Europe/Moscow"), "2026-02-18T10:00", 2)

    span = Span(utc("2026-02-18T09:00"), utc("2026-02-18T15:00"), WindowSize.SIX)
    assert Slot("2026-02-18T18:00", utc("2026-02-18T15:00"), span) == first
    assert "2026-02-19T00:00" == second.key


def test_a_time_that_the_clock_shows_twice_counts_once_at_the_first() -> None:
    first, second = slots(daily("02:30", BERLIN), "2026-10-24T12:00", 2)

    assert ("2026-10-25T02:30", utc("2026-10-25T00:30")) == (first.key, first.due_at)
    assert "2026-10-26T02:30" == second.key


def test_a_time_that_the_clock_leaps_over_counts_right_after_the_leap() -> None:
    first, second = slots(daily("02:30", BERLIN), "2026-03-28T12:00", 2)

    assert ("2026-03-29T02:30", utc("2026-03-29T01:00")) == (first.key, first.due_at)
    assert ("2026-03-30T02:30", utc("2026-03-30T00:30")) == (second.key, second.due_at)


def test_a_leap_of_half_an_hour_is_found_to_the_minute() -> None:
    slot = next_slot(daily("02:15", "Australia/Lord_Howe"), utc("2026-10-03T00:00"))

    assert ("2026-10-04T02:15", utc("2026-10-03T15:30")) == (slot.key, slot.due_at)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_short_and_a_long_day_are_told_whole(day: str, hours: int) -> None:
    slot = next_slot(daily("09:00", BERLIN), utc(f"{day}T00:00"))

    assert timedelta(hours=hours) == slot.span.end - slot.span.start


@pytest.mark.parametrize(
    "timetable", [daily("09:00", "Pacific/Apia"), windows(WindowSize.DAY, "Pacific/Apia")]
)
def test_a_day_that_the_clock_leaps_over_has_no_slot_and_nothing_is_left_untold(
    timetable: Timetable,
) -> None:
    found = slots(timetable, "2011-12-28T00:00", 4)

    assert not [slot for slot in found if slot.key.startswith("2011-12-30")]
    assert [slot.span.end for slot in found[:-1]] == [slot.span.start for slot in found[1:]]


def test_a_window_without_an_instant_is_not_pushed() -> None:
    timetable = windows(WindowSize.FOUR, "Pacific/Apia")

    assert ["2011-12-29T20:00", "2011-12-31T00:00", "2011-12-31T04:00"] == keys(
        timetable, "2011-12-30T03:00", 3
    )


def test_only_the_chosen_weekdays_of_the_zone_are_pushed() -> None:
    monday_morning_there = daily("08:00", "Asia/Tokyo", weekdays=frozenset({Weekday.MONDAY}))

    (slot,) = slots(monday_morning_there, "2026-02-18T00:00", 1)

    assert ("2026-02-23T08:00", utc("2026-02-22T23:00")) == (slot.key, slot.due_at)


def test_a_window_that_closes_at_midnight_belongs_to_the_day_that_begins() -> None:
    timetable = windows(WindowSize.DAY, weekdays=WORKDAYS)

    assert ["2026-02-20T00:00", "2026-02-23T00:00"] == keys(timetable, "2026-02-19T12:00", 2)


def test_quiet_hours_hold_a_push_back_till_their_end_with_its_own_span() -> None:
    slot = next_slot(daily("23:30", quiet=NIGHT), utc("2026-02-18T12:00"))

    assert ("2026-02-18T23:30", utc("2026-02-19T07:00")) == (slot.key, slot.due_at)
    assert utc("2026-02-18T23:30") == slot.span.end


def test_of_the_pushes_of_a_night_only_the_last_comes() -> None:
    timetable = windows(WindowSize.FOUR, quiet=NIGHT)

    found = [(slot.key, slot.due_at.hour) for slot in slots(timetable, "2026-02-18T19:00", 3)]

    assert [("2026-02-18T20:00", 20), ("2026-02-19T04:00", 7), ("2026-02-19T08:00", 8)] == found


def test_a_push_that_falls_due_as_the_night_ends_takes_the_place_of_the_nights() -> None:
    timetable = windows(WindowSize.FOUR, quiet=QuietHours(time(22), time(8)))

    assert ["2026-02-19T08:00", "2026-02-19T12:00"] == keys(timetable, "2026-02-18T20:00", 2)


def test_a_push_that_quiet_hours_carry_over_into_a_free_day_still_comes() -> None:
    timetable = daily("23:30", quiet=NIGHT, weekdays=frozenset({Weekday.FRIDAY}))

    slot = next_slot(timetable, utc("2026-02-20T12:00"))

    assert ("2026-02-20T23:30", utc("2026-02-21T07:00")) == (slot.key, slot.due_at)


def test_quiet_hours_that_end_when_they_begin_are_none() -> None:
    timetable = daily("09:00", quiet=QuietHours(time(9), time(9)))

    assert utc("2026-02-18T09:00") == next_slot(timetable, utc("2026-02-18T08:00")).due_at


def test_quiet_hours_whose_end_the_clock_leaps_over_end_with_the_leap() -> None:
    timetable = daily("01:00", BERLIN, quiet=QuietHours(time(0), time(2, 30)))

    assert utc("2026-03-29T01:00") == next_slot(timetable, utc("2026-03-28T12:00")).due_at


def test_nothing_is_done_before_the_next_slot_even_if_the_clock_was_set_back() -> None:
    found = due(subscription(daily("09:00"), "2026-02-19T09:00"), utc("2026-02-18T08:00"), GRACE)

    assert ((), (), utc("2026-02-19T09:00")) == (found.push, found.missed, found.next_due_at)


def test_a_slot_is_pushed_in_the_minute_in_which_it_falls_due() -> None:
    found = due(subscription(daily("09:00"), "2026-02-18T09:00"), utc("2026-02-18T09:00"), GRACE)

    assert ["2026-02-18T09:00"] == [slot.key for slot in found.push]
    assert utc("2026-02-19T09:00") == found.next_due_at


@pytest.mark.parametrize(("now", "pushed"), [("12:00", True), ("12:01", False)])
def test_a_late_push_is_made_up_for_within_the_grace_and_else_missed(
    now: str, pushed: bool
) -> None:
    found = due(subscription(daily("09:00"), "2026-02-18T09:00"), utc(f"2026-02-18T{now}"), GRACE)

    assert (
        (1, 0) == (len(found.push), len(found.missed))
        if pushed
        else (
            len(found.missed),
            len(found.push),
        )
    )


def test_after_ages_away_only_the_latest_are_named_and_it_takes_no_time() -> None:
    left = subscription(windows(WindowSize.FOUR, BERLIN, quiet=NIGHT), "1926-02-18T09:00")
    began = process_time()

    found = due(left, utc("2026-02-18T09:00"), timedelta(minutes=1))

    assert process_time() - began < 0.5
    assert (0, MISSED_LISTED) == (len(found.push), len(found.missed))
    assert "2026-02-18T08:00" == found.missed[-1].key
    assert utc("2026-02-18T11:00") == found.next_due_at


@pytest.mark.parametrize("weekdays", [EVERY_DAY, frozenset({Weekday.SUNDAY})])
def test_the_latest_missed_ones_are_all_named_however_rare_they_are(
    weekdays: frozenset[Weekday],
) -> None:
    left = subscription(daily("09:00", weekdays=weekdays), "2024-02-18T09:00")

    found = due(left, utc("2026-02-18T08:00"), timedelta(minutes=1))

    assert MISSED_LISTED == len(found.missed)


def test_a_timetable_that_can_never_fall_due_is_refused() -> None:
    with pytest.raises(ValueError, match="never"):
        next_slot(daily("09:00", weekdays=frozenset()), utc("2026-02-18T08:00"))
