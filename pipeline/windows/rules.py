"""The grid of windows: aligned to midnight in the group's zone, half-open, without gaps."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.windows.models import Span, WindowSize


def span_at(moment: datetime, size: WindowSize, zone: ZoneInfo) -> Span:
    """The window that holds a moment."""
    day = moment.astimezone(zone).date()
    for span in _spans_of(day, size, zone):
        if span.start <= moment < span.end:
            return span
    raise AssertionError("the spans of a day cover it")


def spans_between(
    first: datetime, last: datetime, size: WindowSize, zone: ZoneInfo
) -> Iterator[Span]:
    """The windows that hold a moment of [first, last], in order."""
    day = first.astimezone(zone).date()
    end = last.astimezone(zone).date()
    while day <= end:
        for span in _spans_of(day, size, zone):
            if span.end > first and span.start <= last:
                yield span
        day += timedelta(days=1)


def _spans_of(day: date, size: WindowSize, zone: ZoneInfo) -> Iterator[Span]:
    """A day's windows by the clock on the wall.

    Where the clocks change, a window is an hour longer or shorter; one whose clock times were
    all skipped has no instant in it and is left out.
    """
    for hour in range(0, 24, size):
        start = instant(day, hour, zone)
        end = instant(day, hour + size, zone)
        if start < end:
            yield Span(start=start, end=end, size=size)


def instant(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """When the clock on the wall first shows an hour of a day; hour 24 is the next day's 0."""
    wall = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24), tzinfo=zone)
    return wall.astimezone(UTC)
