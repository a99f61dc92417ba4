"""What compose gives Prometheus and Alertmanager, examined by their own tools."""

import shutil
from pathlib import Path

import yaml

from tests.fixtures.command_line import ROOT
from tests.servers.monitoring import program, told

DEPLOY = ROOT / "deploy"
SERVICES = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]


def mounted(service: str, below: str, folder: Path) -> Path:
    """What the service has below a directory, in a folder."""
    for mount in SERVICES[service]["volumes"]:
        source, target = mount.split(":")[:2]
        if target.startswith(f"{below}/"):
            place = folder / target.removeprefix(f"{below}/")
            copy = shutil.copytree if (DEPLOY / source).is_dir() else shutil.copy
            copy(DEPLOY / source, place)
    return folder


def test_prometheus_takes_what_is_mounted(tmp_path: Path) -> None:
    folder = mounted("prometheus", "/etc/prometheus", tmp_path)

    said = told(program("promtool"), "check", "config", "prometheus.yml", cwd=folder)

    assert 4 == said.count("SUCCESS")
    assert "FAILED" not in said


def test_alertmanager_takes_what_is_mounted(tmp_path: Path) -> None:
    folder = mounted("alertmanager", "/etc/alertmanager", tmp_path)

    said = told(program("amtool"), "check-config", "alertmanager.yml", cwd=folder)

    assert "SUCCESS" in said
