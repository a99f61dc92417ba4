from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.groups.zone_words import CITIES
from pipeline.groups.zones import find_zone


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Москва", "Europe/Moscow"),
        ("  мск ", "Europe/Moscow"),
        ("Ростов-на-Дону", "Europe/Moscow"),
        ("САНКТ-ПЕТЕРБУРГ", "Europe/Moscow"),
        ("Нью-Йорк", "America/New_York"),
        ("new york", "America/New_York"),
        ("America/New_York", "America/New_York"),
        ("europe berlin", "Europe/Berlin"),
        ("port of spain", "America/Port_of_Spain"),
        ("МСК+2", "Asia/Yekaterinburg"),
        ("мск −1", "Europe/Kaliningrad"),
        ("UTC", "UTC"),
        ("utc+0", "UTC"),
        ("UTC+3", "Etc/GMT-3"),
        ("gmt -4", "Etc/GMT+4"),
        ("+05:30", "Asia/Kolkata"),
        ("+14", "Etc/GMT-14"),
    ],
)
def test_a_zone_is_found_by_what_people_call_it(said: str, zone: str) -> None:
    assert zone == find_zone(said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "  ",
        "на Урале",
        "+15",
        "-13",
        "мск+12",
        "мск+1:30",
        "+3:17",
        "7",
        "EST",
        "../etc/passwd",
        "x" * 99,
    ],
)
def test_what_is_not_clear_is_asked_again(said: str) -> None:
    assert find_zone(said) is None


def test_every_city_that_is_known_by_heart_leads_to_a_zone_that_exists() -> None:
    assert set() == set(CITIES.values()) - available_timezones()
    assert [] == [city for city in CITIES if find_zone(city) != CITIES[city]]


@given(st.text(alphabet="utcmskгмск+-−:0123456789 ./_\x00", max_size=20))
def test_whatever_is_found_is_a_zone(said: str) -> None:
    found = find_zone(said)

    assert found is None or ZoneInfo(found).key == found
