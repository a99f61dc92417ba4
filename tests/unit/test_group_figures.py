from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.groups.figures import DAYS, last_days

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles", "Asia/Kathmandu"])
def test_the_last_days_end_with_today_by_the_clock_on_the_wall(zone: str) -> None:
    days = last_days(NOON, ZoneInfo(zone))

    local = [day.astimezone(ZoneInfo(zone)) for day in days]
    today = NOON.astimezone(ZoneInfo(zone)).date()
    assert DAYS + 1 == len(days)
    assert today + timedelta(days=1) == local[-1].date()
    assert {(0, 0)} == {(day.hour, day.minute) for day in local}
    assert days[-2] <= NOON < days[-1]


def test_a_day_on_which_the_clocks_change_is_an_hour_shorter() -> None:
    days = last_days(datetime(2026, 3, 29, 12, tzinfo=UTC), ZoneInfo("Europe/Berlin"))

    assert timedelta(hours=23) == days[-1] - days[-2]
    assert timedelta(hours=24) == days[-2] - days[-3]
