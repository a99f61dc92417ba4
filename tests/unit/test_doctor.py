import io
import platform
from importlib import metadata
from pathlib import Path

import pytest
from rich.console import Console

from bot.views.checkup import CheckupView
from handlers.cli.doctor import Doctor
from handlers.cli.machine import (
    DiskCheck,
    HomeCheck,
    PackagesCheck,
    PythonCheck,
    TerminalCheck,
    ZoneCheck,
)
from pipeline.errors import AlfredError
from pipeline.health.models import Examined, Finding, Level, fail, ok, warn
from pipeline.health.ports import Check


class Answer:
    """A check whose finding, or failure, is known."""

    def __init__(self, subject: str, finding: Finding | Exception) -> None:
        self.subject = subject
        self._finding = finding

    async def examine(self) -> Finding:
        if isinstance(self._finding, Exception):
            raise self._finding
        return self._finding


async def _examined(*checks: Check) -> tuple[bool, list[Examined]]:
    shown: list[Examined] = []
    well = await Doctor(checks, shown.append)()
    return well, shown


async def test_all_is_well_where_nothing_fails() -> None:
    well, shown = await _examined(Answer("disk", ok("9 GB")), Answer("zone", warn("UTC", "TZ")))

    assert well
    assert [Examined("disk", ok("9 GB")), Examined("zone", warn("UTC", "TZ"))] == shown


async def test_a_failure_does_not_hide_what_comes_after_it() -> None:
    well, shown = await _examined(Answer("mode", fail("0755", "chmod")), Answer("disk", ok("9")))

    assert not well
    assert ["mode", "disk"] == [each.subject for each in shown]


@pytest.mark.parametrize(
    ("error", "finding"),
    [
        (AlfredError("no answer — start it"), fail("no answer", "start it")),
        (AlfredError("no answer; start it"), Finding(Level.FAIL, "no answer; start it")),
        (KeyError("text"), fail("unexpected KeyError", "see the log, or use --debug")),
    ],
    ids=str,
)
async def test_an_error_of_a_check_is_a_failure_with_its_remedy(
    error: Exception, finding: Finding
) -> None:
    well, shown = await _examined(Answer("database", error))

    assert not well
    assert [Examined("database", finding)] == shown


async def test_this_python_is_one_that_we_support() -> None:
    assert ok(platform.python_version()) == await PythonCheck().examine()


async def test_the_packages_are_compared_with_the_lock_where_they_are_meant_for_us(
    tmp_path: Path,
) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        f"click=={metadata.version('click')} \\\n    --hash=sha256:0\n"
        "colorama==0 ; sys_platform == 'a machine of another kind' \\\n    --hash=sha256:0\n"
        "    # via click\n"
    )

    finding = await PackagesCheck(lock).examine()

    assert ok("1 as requirements.lock says") == finding


async def test_packages_that_differ_from_the_lock_are_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("click==0.0.1 \\\nno-such-package==1 \\\n")

    finding = await PackagesCheck(lock).examine()

    assert Level.FAIL is finding.level
    assert "2 of 2 differ from requirements.lock (click, no-such-package)" == finding.detail


async def test_the_free_space_is_that_of_a_directory_that_is_yet_to_be_made(
    tmp_path: Path,
) -> None:
    finding = await DiskCheck(tmp_path / "a" / "b").examine()

    assert finding.detail.endswith(f" GB free for {tmp_path / 'a' / 'b'}")


@pytest.mark.parametrize(
    ("mode", "level"), [(0o700, Level.OK), (0o750, Level.FAIL), (0o701, Level.FAIL)]
)
async def test_the_data_directory_is_for_us_alone(mode: int, level: Level, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(mode)

    finding = await HomeCheck(home).examine()

    assert level is finding.level
    assert f"{mode:04o}" in finding.detail
    remedy = f"chmod 700 {home} if it is Alfred's own, or else set ALFRED_HOME"
    assert (remedy if level is Level.FAIL else None) == finding.remedy


async def test_a_missing_data_directory_is_no_failure_and_is_not_made(tmp_path: Path) -> None:
    home = tmp_path / "home"

    finding = await HomeCheck(home).examine()

    assert Level.OK is finding.level
    assert not home.exists()


async def test_time_zones_are_known() -> None:
    assert Level.FAIL is not (await ZoneCheck().examine()).level


async def test_an_encoding_that_cannot_show_every_message_is_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="koi8-r"))

    finding = await TerminalCheck().examine()

    assert warn("koi8-r cannot show every message", "set PYTHONUTF8=1") == finding


def _shown(examined: Examined, **console: object) -> str:
    file = io.StringIO()
    CheckupView(Console(file=file, width=40, **console)).show(examined)  # type: ignore[arg-type]
    return file.getvalue()


def test_a_finding_is_one_plain_line_where_there_is_no_terminal() -> None:
    examined = Examined("disk", warn("0.5 GB free for [home] 12:30", "free some space"))

    line = _shown(examined)

    assert "warn  disk            0.5 GB free for [home] 12:30 — free some space\n" == line


def test_a_terminal_gets_colour() -> None:
    line = _shown(
        Examined("disk", fail("full", "free")), force_terminal=True, color_system="standard"
    )

    assert "\x1b[1;31mfail" in line
