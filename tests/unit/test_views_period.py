from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.views.period import days, period
from pipeline.windows.models import Span, WindowSize
from tests.fixtures.digests import TEAM_DAY, later, wording

MOSCOW = ZoneInfo("Europe/Moscow")


def hours_after(start: datetime, hours: int) -> Span:
    return Span(start, start + timedelta(hours=hours), WindowSize.DAY)


@pytest.mark.parametrize(
    ("language", "told"),
    [("ru", "18\u00a0февраля, ср, 00:00–24:00"), ("en", "Wed 18\u00a0Feb, 00:00–24:00")],
)
def test_a_day_ends_at_24(language: str, told: str) -> None:
    assert told == period(TEAM_DAY, MOSCOW, wording(language))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ru", "18\u00a0февраля, ср, 12:00\u00a0— 19\u00a0февраля, чт, 12:00"),
        ("en", "Wed 18\u00a0Feb, 12:00 – Thu 19\u00a0Feb, 12:00"),
    ],
)
def test_a_window_over_midnight_names_both_days(language: str, told: str) -> None:
    span = hours_after(datetime(2026, 2, 18, 9, tzinfo=UTC), 24)

    assert told == period(span, MOSCOW, wording(language))


def test_hours_are_those_of_the_group() -> None:
    span = hours_after(datetime(2026, 7, 1, 6, tzinfo=UTC), 4)

    told = period(span, ZoneInfo("Asia/Kolkata"), wording("en"))

    assert "Wed 1\u00a0Jul, 11:30–15:30" == told


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (datetime(2026, 2, 17, 21, tzinfo=UTC), TEAM_DAY, "18\u00a0февраля 2026"),
        (datetime(2026, 2, 14, 21, tzinfo=UTC), TEAM_DAY, "15–18\u00a0февраля 2026"),
        (
            datetime(2026, 1, 30, 21, tzinfo=UTC),
            TEAM_DAY,
            "31\u00a0января\u00a0— 18\u00a0февраля 2026",
        ),
        (
            datetime(2025, 12, 30, 21, tzinfo=UTC),
            TEAM_DAY,
            "31\u00a0декабря 2025\u00a0— 18\u00a0февраля 2026",
        ),
    ],
)
def test_the_days_of_a_report_name_the_year_once_where_once_is_enough(
    first: datetime, last: Span, told: str
) -> None:
    assert told == days([hours_after(first, 24), last], MOSCOW, wording("ru"))


def test_windows_in_any_order_give_the_same_days() -> None:
    spans = [later(TEAM_DAY, 2), TEAM_DAY, later(TEAM_DAY, 1)]

    assert "18–20\u00a0февраля 2026" == days(spans, MOSCOW, wording("ru"))
