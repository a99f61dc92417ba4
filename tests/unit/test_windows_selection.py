from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.windows.models import WindowSize
from pipeline.windows.selection import Between, Every, Last, select

FIRST = datetime(2026, 3, 27, 9, 30, tzinfo=UTC)
HOURS = st.integers(-60, 160).map(lambda hours: FIRST + timedelta(hours=hours))
LASTS = st.integers(0, 100).map(lambda hours: FIRST + timedelta(hours=hours))
SIZES = st.sampled_from(WindowSize)
ZONES = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "Asia/Kathmandu")])
BOUNDED = settings(max_examples=60, deadline=None)


@given(LASTS, SIZES, ZONES, st.integers(1, 9))
@BOUNDED
def test_the_last_windows_are_the_end_of_all_windows(
    last: datetime, size: WindowSize, zone: ZoneInfo, count: int
) -> None:
    every = select(Every(), FIRST, last, size, zone)

    assert every[-count:] == select(Last(count), FIRST, last, size, zone)


@given(LASTS, SIZES, ZONES, st.none() | HOURS, st.none() | HOURS)
@BOUNDED
def test_a_span_of_time_means_those_of_all_windows_that_it_touches(
    last: datetime,
    size: WindowSize,
    zone: ZoneInfo,
    start: datetime | None,
    end: datetime | None,
) -> None:
    chosen = select(Between(start, end), FIRST, last, size, zone)

    assert [
        span
        for span in select(Every(), FIRST, last, size, zone)
        if (start is None or span.end > start) and (end is None or span.start < end)
    ] == chosen


def test_a_chat_of_one_message_has_one_window() -> None:
    [span] = select(Every(), FIRST, FIRST, WindowSize.FOUR, ZoneInfo("UTC"))

    assert span.start <= FIRST < span.end
