"""What systemd's own tools say of deploy/alfred.service."""

import re
import sys
from pathlib import Path

import pytest

from tests.fixtures.command_line import ROOT
from tests.servers.monitoring import program, told

UNIT = ROOT / "deploy" / "alfred.service"
EXPOSED = 2.0
"""systemd calls up to 2.0 "OK" at its best, and a unit that says nothing 9.6."""


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with programs that this machine has."""
    text = UNIT.read_text("utf-8")
    here = tmp_path / UNIT.name
    here.write_text(
        text.replace("/opt/alfred/.venv/bin/python", sys.executable).replace(
            "/opt/alfred", str(ROOT)
        )
    )
    return here


def test_systemd_understands_every_line(unit: Path) -> None:
    said = told(program("systemd-analyze"), "verify", "--man=no", str(unit), cwd=unit.parent)

    assert [] == [line for line in said.splitlines() if unit.name in line]


def test_systemd_finds_little_that_a_burglar_could_do(unit: Path) -> None:
    examined = ("security", "--offline=true", "--no-pager", str(unit))

    said = told(program("systemd-analyze"), *examined, cwd=unit.parent)

    [level] = re.findall(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert float(level) < EXPOSED
