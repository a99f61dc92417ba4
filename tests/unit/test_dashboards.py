"""The dashboards are what their script writes, and ask for what there is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.command_line import ROOT, environment
from tests.fixtures.promql import metrics_in, rules
from tests.fixtures.service_metrics import ServiceMetrics

FOLDER = ROOT / "deploy" / "grafana"
FILES = sorted((FOLDER / "dashboards").glob("*.json"))


def dashboard(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


def panels(file: Path) -> Iterator[dict[str, Any]]:
    yield from (panel for panel in dashboard(file)["panels"] if panel["type"] != "row")


def test_they_are_as_the_script_writes_them(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-B", str(FOLDER / "build.py"), str(tmp_path)],
        env=environment(),
        timeout=30,
        check=True,
    )

    written = {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()}

    assert written == {file.name: file.read_text("utf-8") for file in FILES}


def test_the_dashboards_of_the_contract_are_there() -> None:
    assert {
        "Group Digest Overview",
        "Quality Scores",
        "Latency by Stage",
        "Fallback by Tenant",
        "Chat Health",
        "Rollout",
    } == {dashboard(file)["title"] for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_query_asks_for_what_is_exported_or_recorded(file: Path) -> None:
    metrics = ServiceMetrics()
    metrics.work()
    known = {name for each in metrics.exported() for name in each.series}
    known |= {rule["record"] for rule in rules("rules.yml")}

    asked = {
        name
        for panel in panels(file)
        for target in panel["targets"]
        for name in metrics_in(target["expr"])
    }

    assert asked
    assert set() == asked - known


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_panel_says_how_to_read_it(file: Path) -> None:
    for panel in panels(file):
        assert panel["title"]
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["targets"], panel["title"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_panels_stand_side_by_side(file: Path) -> None:
    places = [panel["gridPos"] for panel in dashboard(file)["panels"]]

    covering = [
        (one, other)
        for one, other in combinations(places, 2)
        if one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    ]

    assert [] == covering
    assert all(place["x"] + place["w"] <= 24 for place in places)
