from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.windows.models import Span, WindowSize
from pipeline.windows.rules import span_at, spans_between
from pipeline.windows.selection import Between, Every, Last, select

BERLIN = ZoneInfo("Europe/Berlin")
MOSCOW = ZoneInfo("Europe/Moscow")
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC",
            "Europe/Moscow",
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kathmandu",
            "Pacific/Apia",
            "Africa/Cairo",
            "America/Sao_Paulo",
        )
    ]
)
EPOCHS = st.integers(1_104_537_600, 2_051_222_400)  # 2005 to 2035
MOMENTS = EPOCHS.map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_window_starts_at_a_whole_multiple_of_its_size_after_local_midnight() -> None:
    span = span_at(utc("2026-02-18T10:30"), WindowSize.SIX, MOSCOW)

    assert Span(utc("2026-02-18T09:00"), utc("2026-02-18T15:00"), WindowSize.SIX) == span


def test_a_window_holds_its_start_and_not_its_end() -> None:
    boundary = utc("2026-02-18T09:00")

    before = span_at(boundary - timedelta(microseconds=1), WindowSize.SIX, MOSCOW)
    after = span_at(boundary, WindowSize.SIX, MOSCOW)

    assert (boundary, boundary) == (before.end, after.start)


def test_the_day_on_which_clocks_go_forward_has_a_window_an_hour_short() -> None:
    lengths = [
        span.end - span.start
        for span in spans_between(
            utc("2026-03-29T00:00"), utc("2026-03-29T21:00"), WindowSize.FOUR, BERLIN
        )
    ]

    assert [timedelta(hours=h) for h in (3, 4, 4, 4, 4, 4)] == lengths


def test_the_day_on_which_clocks_go_back_has_a_window_an_hour_long() -> None:
    span = span_at(utc("2026-10-25T12:00"), WindowSize.DAY, BERLIN)

    assert timedelta(hours=25) == span.end - span.start


@given(moment=MOMENTS, size=st.sampled_from(WindowSize), zone=ZONES)
def test_every_moment_lies_in_exactly_one_window(
    moment: datetime, size: WindowSize, zone: ZoneInfo
) -> None:
    span = span_at(moment, size, zone)
    around = list(
        spans_between(moment - timedelta(days=1), moment + timedelta(days=1), size, zone)
    )

    assert [span] == [other for other in around if other.start <= moment < other.end]
    assert all(left.end == right.start for left, right in pairwise(around))


FIRST, LAST = utc("2026-02-16T08:00"), utc("2026-02-18T19:00")


def days(spans: list[Span]) -> list[int]:
    return [span.start.astimezone(MOSCOW).day for span in spans]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Last(1), [18]),
        (Last(9), [16, 17, 18]),
        (Every(), [16, 17, 18]),
        (Between(utc("2026-02-17T10:00"), None), [17, 18]),
        (Between(None, utc("2026-02-17T10:00")), [16, 17]),
        (Between(utc("2026-02-16T21:00"), utc("2026-02-17T21:00")), [17]),
        (Between(utc("2026-03-01T00:00"), None), []),
    ],
)
def test_a_selection_names_the_windows_of_the_talk_that_it_touches(
    selection: Last | Every | Between, expected: list[int]
) -> None:
    chosen = select(selection, FIRST, LAST, WindowSize.DAY, MOSCOW)

    assert expected == days(chosen)
