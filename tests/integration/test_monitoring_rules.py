"""What Prometheus and Alertmanager themselves say of our files."""

import re
import shutil
from pathlib import Path

import pytest

from tests.fixtures.command_line import ROOT
from tests.servers.monitoring import MissingProgramError, program, told

PROMETHEUS, ALERTMANAGER = ROOT / "deploy" / "prometheus", ROOT / "deploy" / "alertmanager"
TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))
SCRIPT = ROOT / "tests" / "servers" / "monitoring" / "install.sh"
CONFIG = "--config.file=alertmanager.yml"


def test_prometheus_takes_the_configuration_and_its_rules() -> None:
    said = told(program("promtool"), "check", "config", "prometheus.yml", cwd=PROMETHEUS)

    assert 4 == said.count("SUCCESS")


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.stem)
def test_alerts_fire_and_do_not_fire_as_their_tests_say(file: Path) -> None:
    said = told(program("promtool"), "test", "rules", file.name, cwd=file.parent)

    assert "SUCCESS" in said


def test_a_test_of_an_alert_fails_where_the_alert_is_wrong(tmp_path: Path) -> None:
    copied = shutil.copytree(PROMETHEUS, tmp_path / "prometheus")
    rules = copied / "alerts.yml"
    rules.write_text(
        rules.read_text("utf-8").replace("max(dlq_letters) > 0", "max(dlq_letters) > 9")
    )

    with pytest.raises(AssertionError, match="DlqNotEmpty"):
        told(program("promtool"), "test", "rules", "service.yml", cwd=copied / "tests")


def test_alertmanager_takes_its_configuration() -> None:
    said = told(program("amtool"), "check-config", "alertmanager.yml", cwd=ALERTMANAGER)

    assert "SUCCESS" in said
    assert "2 receivers" in said


@pytest.mark.parametrize(
    ("severity", "receiver"),
    [("P0", "whoever is on duty"), ("P1", "admin chat"), ("other", "admin chat")],
)
def test_who_is_told(severity: str, receiver: str) -> None:
    route = ("config", "routes", "test", CONFIG, f"severity={severity}", "alertname=X")

    said = told(program("amtool"), *route, cwd=ALERTMANAGER)

    assert receiver == said.splitlines()[0]


def test_no_key_is_in_the_configuration() -> None:
    written = (ALERTMANAGER / "alertmanager.yml").read_text("utf-8")

    assert ["/etc/alfred/pagerduty.key"] == re.findall(r"routing_key\w*: (\S+)", written)
    assert "credentials:" not in written


def test_a_program_that_is_missing_is_a_failure_which_names_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingProgramError, match="apt-get install -y"):
        program("promtool")


def test_without_apt_the_script_ends_with_one_line_that_names_the_remedy(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    assert bash is not None

    with pytest.raises(AssertionError) as ended:
        told("env", f"PATH={tmp_path}", bash, str(SCRIPT), cwd=tmp_path)

    [line] = str(ended.value).splitlines()
    assert line.startswith("error: the tests start Prometheus and Alertmanager")
    assert line.endswith(" systemd prometheus prometheus-alertmanager")
