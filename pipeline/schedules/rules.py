"""When a timetable asks for a push. Every figure here is by the clock on the wall of its zone.

A slot is meant for a date and time of that clock, so a clock that is changed, twice a year or by
hand, neither adds a push nor takes one away: a time that the clock shows twice counts at the
first, and one that it leaps over counts at the first instant after the leap. A day that it leaps
over, as in Samoa on 2011-12-30, has no slot.

Quiet hours delay a push to their end; of all that come at one moment only the last is pushed, and
the others are left out, for nobody wants the night told in four messages at seven. A slot keeps
the span, and the weekday, that it had without them: Friday's 23:30 is still Friday's when it
comes on Saturday.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from pipeline.schedules.models import Due, QuietHours, Rhythm, Slot, Subscription, Timetable
from pipeline.windows.models import Span, WindowSize
from pipeline.windows.rules import spans_between

MISSED_LISTED = 10
"""So many of the slots that passed while nobody was there are named, the latest."""

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_INSTANT = timedelta(microseconds=1)
_LONGEST_DELAY = timedelta(hours=49)
"""Quiet hours are shorter than a day; if the clock leaps over their end they reach to the next."""
_CENTURY = timedelta(days=36_525)
"""An end for loops that stop at a slot long before."""


def next_slot(timetable: Timetable, after: datetime) -> Slot:
    """The first slot that falls due later than a moment.

    Raises:
        ValueError: The timetable has no weekday, or is daily without a time.
        zoneinfo.ZoneInfoNotFoundError: There is no such zone.
    """
    return next(_slots(timetable, after + _INSTANT))


def due(subscription: Subscription, now: datetime, grace: timedelta) -> Due:
    """What is to be done about a subscription now.

    ``next_due_at`` never goes back, so what was decided upon stays so when the clock is set back.
    However long nobody was there, the work is that of a few weeks.

    Raises:
        ValueError: As ``next_slot``.
        zoneinfo.ZoneInfoNotFoundError: As ``next_slot``.
    """
    if now < subscription.next_due_at:
        return Due(push=(), missed=(), next_due_at=subscription.next_due_at)
    timetable = subscription.timetable
    since = max(subscription.next_due_at, now - grace - _reach(timetable))
    past: list[Slot] = []
    for slot in _slots(timetable, since):
        if slot.due_at > now:
            break
        past.append(slot)
    missed = [slot for slot in past if now - slot.due_at > grace]
    return Due(
        push=tuple(past[len(missed) :]),
        missed=tuple(missed[-MISSED_LISTED:]),
        next_due_at=slot.due_at,
    )


def _reach(timetable: Timetable) -> timedelta:
    """How far back ``MISSED_LISTED`` slots reach: each weekday has one at the least."""
    weeks = math.ceil(MISSED_LISTED / max(1, len(timetable.weekdays))) + 1
    return timedelta(weeks=weeks)


def _slots(timetable: Timetable, since: datetime) -> Iterator[Slot]:
    """The slots that fall due at a moment or later, in order, each at a moment of its own."""
    if not timetable.weekdays:
        raise ValueError("a timetable without a weekday never falls due")
    zone = ZoneInfo(timetable.zone)
    quiet = timetable.quiet
    if quiet is None or quiet.start == quiet.end:
        yield from (slot for slot in _meant(timetable, since, zone) if slot.due_at >= since)
        return
    meant = _meant(timetable, since - _LONGEST_DELAY, zone)
    delayed = (replace(slot, due_at=_after_quiet(slot.due_at, quiet, zone)) for slot in meant)
    for slot, following in pairwise(delayed):
        if since <= slot.due_at < following.due_at:
            yield slot


def _meant(timetable: Timetable, since: datetime, zone: ZoneInfo) -> Iterator[Slot]:
    """The slots as if no hours were quiet; those before ``since`` may be among the first."""
    if timetable.rhythm is Rhythm.WINDOWS:
        slots = _closing(timetable, since, zone)
    elif timetable.at is None:
        raise ValueError("a daily timetable has no time of day")
    else:
        slots = _daily(timetable, timetable.at, since, zone)
    return slots


def _closing(timetable: Timetable, since: datetime, zone: ZoneInfo) -> Iterator[Slot]:
    latest = since
    for span in spans_between(since - _MINUTE, since + _CENTURY, timetable.size, zone):
        wall = span.end.astimezone(zone)
        # The grid may name a window twice where a whole day is leapt over.
        if span.end >= latest and wall.weekday() in timetable.weekdays:
            yield Slot(key=_key(wall), due_at=span.end, span=span)
            latest = span.end + _INSTANT


def _daily(timetable: Timetable, at: time, since: datetime, zone: ZoneInfo) -> Iterator[Slot]:
    first = since.astimezone(zone).date() - _DAY
    for number in range(_CENTURY.days):
        day = first + number * _DAY
        if day.weekday() not in timetable.weekdays:
            continue
        wall = datetime.combine(day, at)
        end = _instant_of_day(wall, zone)
        if end is not None:
            span = Span(_before(wall, timetable.size, zone), end, timetable.size)
            yield Slot(key=_key(wall), due_at=end, span=span)


def _before(wall: datetime, size: WindowSize, zone: ZoneInfo) -> datetime:
    """That many hours before by the clock, so that a day of 25 hours is told whole."""
    earlier = wall - timedelta(hours=size)
    return _instant_of_day(earlier, zone) or first_instant(earlier - _DAY, zone)


def _instant_of_day(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """As ``first_instant``; None if the clock leaps over the whole day."""
    instant = first_instant(wall, zone)
    if _shown(instant, zone).date() == wall.date():
        return instant
    midnight = datetime.combine(wall.date(), time())
    leapt = first_instant(midnight, zone) == first_instant(midnight + _DAY, zone)
    return None if leapt else instant


def _after_quiet(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in."""
    if not is_quiet(moment, quiet, zone):
        return moment
    day = moment.astimezone(zone).date()
    for wall in (datetime.combine(day + number * _DAY, quiet.end) for number in range(4)):
        # Where the clock shows the end twice, the moment may lie between the two.
        for end in (first_instant(wall, zone), _last_instant(wall, zone)):
            if end > moment and not is_quiet(end, quiet, zone):
                return end
    raise AssertionError("a clock leaps over the same hour of four days")


def is_quiet(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """Whether the clock shows a time in [start, end) then; if both are the same, it never does."""
    shown = moment.astimezone(zone).time()
    if quiet.start <= quiet.end:
        return quiet.start <= shown < quiet.end
    return shown >= quiet.start or shown < quiet.end


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the clock first shows a date and time, to the minute, or leaps over it."""
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if _shown(instant, zone) == wall:
        return instant
    # PEP 495: of a time in a gap, fold 0 gives an instant after the gap and fold 1 one before it.
    before = _last_instant(wall, zone)
    minutes = range((instant - before) // _MINUTE)
    return before + _MINUTE * bisect_left(
        minutes, wall, key=lambda minute: _shown(before + minute * _MINUTE, zone)
    )


def _last_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone, fold=1).astimezone(UTC)


def _shown(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def _key(wall: datetime) -> str:
    return wall.replace(tzinfo=None).isoformat(timespec="minutes")
