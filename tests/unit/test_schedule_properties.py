"""Slots against a reading of the clock minute by minute, over zones that change it in all ways."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.delivery.models import Destination, Via
from pipeline.groups.models import PersonId
from pipeline.ingest.models import GroupId, TenantId
from pipeline.schedules.models import (
    QuietHours,
    Rhythm,
    Slot,
    Subscription,
    SubscriptionId,
    Timetable,
    Weekday,
)
from pipeline.schedules.rules import due, is_quiet, next_slot
from pipeline.windows.models import WindowSize
from pipeline.windows.rules import span_at

MINUTE = timedelta(minutes=1)
FOREVER = timedelta(days=3650)

# A zone, and a moment about which its clock does something.
PLACES = st.sampled_from(
    [
        ("Europe/Moscow", "2026-06-01T00:00"),
        ("Europe/Berlin", "2026-03-29T01:00"),
        ("Europe/Berlin", "2026-10-25T01:00"),
        ("America/New_York", "2026-03-08T07:00"),
        ("America/New_York", "2026-11-01T06:00"),
        ("Asia/Kathmandu", "2026-06-01T00:00"),
        ("Australia/Lord_Howe", "2026-04-04T15:00"),
        ("Australia/Lord_Howe", "2026-10-03T15:30"),
        ("Pacific/Apia", "2011-12-30T10:00"),
        ("Africa/Cairo", "2026-04-23T22:00"),
    ]
)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
QUIET = st.none() | st.builds(QuietHours, TIMES, TIMES)
WEEKDAYS = st.frozensets(st.sampled_from(Weekday), min_size=1)


@st.composite
def timetables(draw: st.DrawFn) -> tuple[Timetable, datetime]:
    """A timetable, and a moment up to two days before its zone's clock does something."""
    zone, change = draw(PLACES)
    rhythm = draw(st.sampled_from(Rhythm))
    timetable = Timetable(
        rhythm=rhythm,
        size=draw(st.sampled_from(WindowSize)),
        zone=zone,
        at=draw(TIMES) if rhythm is Rhythm.DAILY else None,
        weekdays=draw(WEEKDAYS),
        quiet=draw(QUIET),
    )
    before = timedelta(minutes=draw(st.integers(0, 2 * 24 * 60)))
    return timetable, datetime.fromisoformat(change).replace(tzinfo=UTC) - before


def subscription(timetable: Timetable, next_due_at: datetime) -> Subscription:
    return Subscription(
        id=SubscriptionId(1),
        tenant=TenantId(1),
        group_id=GroupId(1),
        person=PersonId(1),
        destination=Destination(Via.CHAT, 1),
        language="ru",
        timetable=timetable,
        enabled=True,
        next_due_at=next_due_at,
    )


def walk(timetable: Timetable, after: datetime, until: datetime) -> list[Slot]:
    found = []
    slot = next_slot(timetable, after)
    while slot.due_at <= until:
        found.append(slot)
        slot = next_slot(timetable, slot.due_at)
    return found


def read_off(timetable: Timetable, begin: datetime, days: int) -> dict[str, datetime]:
    """What a person with a clock would note: each meant time, and the minute of its push.

    Times before ``begin`` are not noted.
    """
    zone = ZoneInfo(timetable.zone)
    minutes = [begin + number * MINUTE for number in range(days * 24 * 60)]
    shown = [minute.astimezone(zone).replace(tzinfo=None) for minute in minutes]
    times = (
        [timetable.at]
        if timetable.at is not None
        else [time(hour) for hour in range(0, 24, timetable.size)]
    )
    seen: set[date] = {wall.date() for wall in shown}
    meant: dict[str, datetime] = {}
    latest = shown[0]
    for minute, wall in zip(minutes, shown, strict=True):
        passed = [
            datetime.combine(day, at)
            for day in {latest.date() + number * timedelta(days=1) for number in range(3)}
            for at in times
            if latest < datetime.combine(day, at) <= wall and day in seen
        ]
        latest = max(latest, wall)
        if timetable.rhythm is Rhythm.WINDOWS:
            passed = [wall] if passed else []
        for each in passed:
            if each.weekday() in timetable.weekdays:
                meant[each.isoformat(timespec="minutes")] = minute
    return meant


@settings(max_examples=30, deadline=None)
@given(given_timetable=timetables())
def test_slots_are_the_times_that_a_person_reads_off_the_clock(
    given_timetable: tuple[Timetable, datetime],
) -> None:
    timetable, begin = given_timetable
    loud = replace(timetable, quiet=None)

    read = read_off(loud, begin, 4)

    last = begin + timedelta(days=4) - MINUTE
    assert read == {slot.key: slot.due_at for slot in walk(loud, begin, last)}


@given(given_timetable=timetables())
def test_a_push_is_never_in_quiet_hours_and_always_of_a_chosen_day(
    given_timetable: tuple[Timetable, datetime],
) -> None:
    timetable, begin = given_timetable
    zone = ZoneInfo(timetable.zone)

    found = walk(timetable, begin, begin + timedelta(days=9))

    assert all(
        not is_quiet(slot.due_at, timetable.quiet, zone) for slot in found if timetable.quiet
    )
    assert all(datetime.fromisoformat(slot.key).weekday() in timetable.weekdays for slot in found)
    assert sorted({slot.due_at for slot in found}) == [slot.due_at for slot in found]
    assert len({slot.key for slot in found}) == len(found)


@given(given_timetable=timetables())
def test_a_slot_tells_the_hours_up_to_the_time_that_it_is_meant_for(
    given_timetable: tuple[Timetable, datetime],
) -> None:
    timetable, begin = given_timetable
    zone = ZoneInfo(timetable.zone)

    for slot in walk(timetable, begin, begin + timedelta(days=9)):
        shown = slot.span.end.astimezone(zone).replace(tzinfo=None)
        length = slot.span.end - slot.span.start

        assert slot.span.end <= slot.due_at
        if timetable.quiet is None:
            assert slot.span.end == slot.due_at
        if timetable.rhythm is Rhythm.WINDOWS:
            assert span_at(slot.span.start, timetable.size, zone) == slot.span
        else:
            assert slot.key <= shown.isoformat(timespec="minutes")
            assert abs(length - timedelta(hours=timetable.size)) <= timedelta(hours=1)


@given(given_timetable=timetables())
def test_quiet_hours_take_only_what_a_later_push_replaces(
    given_timetable: tuple[Timetable, datetime],
) -> None:
    timetable, begin = given_timetable
    end = begin + timedelta(days=9)
    loud = walk(replace(timetable, quiet=None), begin, end)

    found = walk(timetable, begin, end + timedelta(days=3))

    kept = {slot.key for slot in found}
    for slot in loud:
        following = next(other for other in found if other.due_at >= slot.due_at)
        assert slot.key in kept or slot.key < following.key


@settings(deadline=None)
@given(
    given_timetable=timetables(),
    steps=st.lists(st.integers(-30 * 60, 30 * 60), min_size=1, max_size=25),
)
def test_over_any_clock_each_slot_is_pushed_exactly_once(
    given_timetable: tuple[Timetable, datetime], steps: list[int]
) -> None:
    timetable, begin = given_timetable
    row = subscription(timetable, next_slot(timetable, begin).due_at)
    now = latest = begin
    pushed: list[Slot] = []

    for step in steps:
        now += step * MINUTE
        latest = max(latest, now)
        decided = due(row, now, FOREVER)
        assert decided.next_due_at >= row.next_due_at
        pushed += decided.push
        row = replace(row, next_due_at=decided.next_due_at)

    assert walk(timetable, begin, latest) == pushed


@settings(deadline=None)
@given(
    given_timetable=timetables(),
    steps=st.lists(st.integers(0, 30 * 60), min_size=1, max_size=25),
    grace=st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_each_slot_is_pushed_within_the_grace_or_missed(
    given_timetable: tuple[Timetable, datetime], steps: list[int], grace: timedelta
) -> None:
    timetable, begin = given_timetable
    row = subscription(timetable, next_slot(timetable, begin).due_at)
    now = begin
    decided_upon: list[Slot] = []

    for step in steps:
        now += step * MINUTE
        decided = due(row, now, grace)
        assert all(now - slot.due_at <= grace for slot in decided.push)
        assert all(now - slot.due_at > grace for slot in decided.missed)
        decided_upon += [*decided.missed, *decided.push]
        row = replace(row, next_due_at=decided.next_due_at)

    assert walk(timetable, begin, now) == decided_upon
