"""deploy/alfred.service as it is written, and what systemd itself says of it."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from handlers.cli.commands import alfred
from handlers.cli.entry import BAD_INPUT
from handlers.service.supervisor import DRAIN_SECONDS
from tests.fixtures.command_line import ROOT

UNIT = ROOT / "deploy" / "alfred.service"
_WHOLE = re.MULTILINE | re.DOTALL


def directives(section: str) -> dict[str, list[str]]:
    [body] = re.findall(rf"^\[{section}\]$(.*?)(?=^\[|\Z)", UNIT.read_text("utf-8"), _WHOLE)
    found: dict[str, list[str]] = defaultdict(list)
    for line in body.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name].append(value)
    return found


SERVICE = directives("Service")


def test_it_runs_a_command_of_alfreds_from_where_it_is_installed() -> None:
    [command] = SERVICE["ExecStart"]
    python, program, *arguments = command.split()
    [folder] = SERVICE["WorkingDirectory"]

    assert (Path(folder, ".venv/bin/python"), Path(folder, "main.py")) == (
        Path(python),
        Path(program),
    )
    assert arguments[0] in alfred.commands


def test_all_that_he_may_write_is_where_his_home_is() -> None:
    [home] = [each.partition("=")[2] for each in SERVICE["Environment"] if "ALFRED_HOME" in each]

    assert [home] == [f"/var/lib/{each}" for each in SERVICE["StateDirectory"]]
    assert ["0700"] == SERVICE["StateDirectoryMode"]
    assert ["strict"] == SERVICE["ProtectSystem"]
    assert "ReadWritePaths" not in SERVICE


def test_he_has_the_time_to_end_that_he_needs_and_ends_his_databases_himself() -> None:
    assert float(SERVICE["TimeoutStopSec"][0]) > DRAIN_SECONDS
    assert ["mixed"] == SERVICE["KillMode"]


def test_a_crash_or_a_loop_that_hangs_is_restarted_and_a_wrong_setting_is_not() -> None:
    assert ["on-failure"] == SERVICE["Restart"]
    assert [str(BAD_INPUT)] == SERVICE["RestartPreventExitStatus"]
    assert (["notify"], ["main"]) == (SERVICE["Type"], SERVICE["NotifyAccess"])
    assert float(SERVICE["WatchdogSec"][0]) >= 30


def test_what_people_wrote_gets_into_no_core_file() -> None:
    assert ["0"] == SERVICE["LimitCORE"]


def test_he_may_make_himself_nice_but_not_mighty() -> None:
    assert [""] == SERVICE["CapabilityBoundingSet"]
    assert ["yes"] == SERVICE["NoNewPrivileges"]
    assert ["@system-service", "~@privileged"] == SERVICE["SystemCallFilter"]


def test_what_it_sets_is_a_setting_of_alfred_or_of_python() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    names = re.findall(r"([A-Z]+\w*)=", " ".join(SERVICE["Environment"]))

    assert [] == [
        name for name in names if not (name.startswith("PYTHON") or f"\n#{name}=" in example)
    ]


@pytest.mark.parametrize("name", ["NOTIFY_SOCKET", "WATCHDOG_USEC"])
def test_what_systemd_sets_by_itself_is_not_set_here(name: str) -> None:
    assert name not in UNIT.read_text("utf-8")
