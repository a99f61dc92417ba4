"""What people write after /digest."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.groups.models import ConnectedGroup, Reader
from pipeline.ingest.models import Chat, ChatKind, GroupId, TenantId
from pipeline.orders.asking import Asked, named, read_request, settled
from pipeline.windows.models import WindowSize


def group(title: str, number: int = 1) -> ConnectedGroup:
    return ConnectedGroup(
        id=GroupId(number),
        tenant=TenantId(1),
        chat=Chat(-number, ChatKind.SUPERGROUP, title),
        time_zone="UTC",
        language="ru",
        readers=frozenset({Reader.BOT}),
        owner=None,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("text", "name", "hours"),
    [
        (None, "", None),
        ("  ", "", None),
        ("6h", "", 6),
        ("6H.", "", 6),
        ("24ч", "", 24),
        ("12 часов", "", 12),
        ("за 4 часа", "", 4),
        ("for 6 hours", "", 6),
        ("сутки", "", 24),
        ("команда 12", "команда", 12),
        ("12ч команда", "команда", 12),
        ("команда   роста", "команда роста", None),
        ("отдел 7 за 6 ч", "отдел 7", 6),
        ("7h", "", 7),
        ("9999", "", 9999),
        ("3й отдел", "3й отдел", None),
        ("дневник", "дневник", None),
        ("12345678901", "12345678901", None),
    ],
)
def test_group_and_hours_are_read_in_whichever_order(
    text: str | None, name: str, hours: int | None
) -> None:
    asked = read_request(text)

    assert (name, hours) == (asked.name, asked.hours)


@pytest.mark.parametrize(
    ("hours", "size"), [(4, WindowSize.FOUR), (24, WindowSize.DAY), (7, None), (None, None)]
)
def test_only_four_sizes_are_known(hours: int | None, size: WindowSize | None) -> None:
    assert size is Asked(hours=hours).size


def test_a_number_that_belongs_to_a_title_is_no_size() -> None:
    asked = settled(read_request("школа 12"), [group("Школа 12"), group("Дом", 2)])

    assert ("школа 12", None) == (asked.name, asked.hours)


def test_a_number_after_a_title_stays_a_size() -> None:
    asked = settled(read_request("школа 12"), [group("Школа")])

    assert ("школа", 12) == (asked.name, asked.hours)


def test_a_whole_title_wins_over_parts_of_others() -> None:
    team, bigger = group("Команда"), group("Команда роста", 2)

    assert [team] == list(named([bigger, team], "команда"))


def test_a_part_of_several_titles_means_all_of_them() -> None:
    team, bigger = group("Наша команда"), group("Команда роста", 2)

    assert [bigger, team] == list(named([bigger, team], "КОМАНДА"))


@given(st.text())
def test_nothing_that_people_write_is_too_much(text: str) -> None:
    asked = read_request(text)

    assert len(asked.name) <= 200
    assert asked.hours is None or 0 <= asked.hours <= 9999
