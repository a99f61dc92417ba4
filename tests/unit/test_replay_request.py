from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import pytest

from handlers.cli.options import Tenant
from handlers.cli.paths import Export
from handlers.cli.request import replay_request
from handlers.cli.times import Moment, Zone
from handlers.cli.zone import system_zone
from pipeline.windows.selection import Between, Every, Last, Selection

MOSCOW = ZoneInfo("Europe/Moscow")


def _options(**given: Any) -> dict[str, Any]:
    defaults = {
        "export": Path("result.json"),
        "chat": None,
        "window": "24h",
        "last": None,
        "every": False,
        "start": None,
        "end": None,
        "lang": "ru",
        "engine": "auto",
        "format": "text",
        "out": None,
        "tz": MOSCOW,
        "tenant": "default",
        "quiet": False,
    }
    return defaults | given


def _moment(text: str) -> Any:
    return Moment().convert(text, None, None)


@pytest.mark.parametrize(
    ("given", "selection"),
    [
        ({}, Last(1)),
        ({"last": 3}, Last(3)),
        ({"every": True}, Every()),
        (
            {"start": _moment("2026-11-01"), "end": _moment("2026-11-02T12:30")},
            Between(
                datetime(2026, 11, 1, tzinfo=MOSCOW), datetime(2026, 11, 2, 12, 30, tzinfo=MOSCOW)
            ),
        ),
        (
            {"end": _moment("2026-11-01T00:00Z")},
            Between(None, datetime(2026, 11, 1, tzinfo=UTC)),
        ),
    ],
)
def test_the_windows_that_are_meant(given: dict[str, Any], selection: Selection) -> None:
    request = replay_request(_options(**given))

    assert selection == request.selection


@pytest.mark.parametrize(
    "given",
    [
        {"last": 1, "every": True},
        {"last": 1, "start": _moment("2026-11-01")},
        {"every": True, "end": _moment("2026-11-01")},
        {"start": _moment("2026-11-02"), "end": _moment("2026-11-01")},
        {"start": _moment("2026-11-01"), "end": _moment("2026-11-01")},
    ],
)
def test_windows_that_contradict_each_other_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(click.UsageError):
        replay_request(_options(**given))


def test_without_a_zone_the_system_s_is_taken() -> None:
    request = replay_request(_options(tz=None))

    assert (system_zone() or ZoneInfo("UTC")) == request.zone


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "2026-11-01T25:00"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        _moment(text)


@pytest.mark.parametrize("name", ["", "Moscow", "../etc/passwd", "Europe", "Europe/Moscow\0"])
def test_a_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(click.BadParameter):
        Zone().convert(name, None, None)


@pytest.mark.parametrize("name", ["", "  ", "\udcff", "a\0b"])
def test_a_tenant_s_name_that_cannot_be_stored_is_refused(name: str) -> None:
    with pytest.raises(click.BadParameter, match="is no name such as team"):
        Tenant().convert(name, None, None)


def test_blanks_around_a_tenant_s_name_are_not_part_of_it() -> None:
    assert "команда" == Tenant().convert(" команда ", None, None)


def test_an_export_s_folder_stands_for_its_file(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text("{}")

    export = Export().convert(str(tmp_path), None, None)

    assert tmp_path / "result.json" == export


def test_a_folder_without_an_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(click.BadParameter, match=r"no result\.json in"):
        Export().convert(str(tmp_path), None, None)
