"""Alerts as they are written: labelled, explained, tested both ways, and about what there is."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from tests.fixtures.command_line import ROOT
from tests.fixtures.digests import wording
from tests.fixtures.promql import RULES, metrics_in, rules
from tests.fixtures.service_metrics import ServiceMetrics

REQUIRED = {
    "PersonalizationHighErrorRate": "personalization",
    "MemoryCompressionFailures": "personalization",
    "DigestFaithfulnessLow": "digest",
    "DigestDeliveryFailures": "digest",
    "ChatInvariantBroken": "chat",
    "IngestLagHigh": "ingest",
    "LoopLagHigh": "service",
    "DlqNotEmpty": "service",
}
PROMETHEUS_OWN = {"up"}


def alerts() -> Mapping[str, dict[str, Any]]:
    return {rule["alert"]: rule for rule in rules("alerts.yml")}


def expectations() -> Iterator[tuple[str, bool]]:
    """Each alert that a test of promtool's asks for, and whether it expects it to fire."""
    for file in sorted((RULES / "tests").glob("*.yml")):
        for test in yaml.safe_load(file.read_text("utf-8"))["tests"]:
            for asked in test["alert_rule_test"]:
                yield asked["alertname"], bool(asked["exp_alerts"])


def test_the_alerts_of_the_contract_are_there_with_their_component() -> None:
    components = {name: rule["labels"]["component"] for name, rule in alerts().items()}

    assert REQUIRED == {name: components.get(name) for name in REQUIRED}


def test_every_alert_has_its_severity_and_what_the_chat_is_shown() -> None:
    for name, rule in alerts().items():
        assert rule["labels"]["severity"] in ("P0", "P1"), name
        assert {"summary", "runbook"} == rule["annotations"].keys() - {"value"}, name


def test_every_alert_is_tested_as_it_fires_and_as_it_does_not() -> None:
    tested = set(expectations())

    assert {(name, fires) for name in alerts() for fires in (True, False)} == tested


@pytest.mark.parametrize("name", alerts())
def test_every_alert_is_explained_where_it_says(name: str) -> None:
    file, _, anchor = alerts()[name]["annotations"]["runbook"].partition("#")

    headings = re.findall(r"^## (.+)$", (ROOT / file).read_text("utf-8"), re.MULTILINE)

    assert name.lower() == anchor
    assert name in headings


def test_the_runbook_explains_no_alert_that_there_is_not() -> None:
    page = (ROOT / "docs" / "runbooks" / "alerts.md").read_text("utf-8")

    explained = re.findall(r"^## (\S+)\n\n\*\*(P\d)\.\*\*", page, re.MULTILINE)

    assert {name: rule["labels"]["severity"] for name, rule in alerts().items()} == dict(explained)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", alerts())
def test_alfred_has_words_for_every_alert(name: str, language: str) -> None:
    words = wording(language).say("alert-what", name=name)

    assert words != "?"


def test_rules_ask_for_what_is_exported_or_recorded() -> None:
    metrics = ServiceMetrics()
    metrics.work()
    recorded = {rule["record"] for rule in rules("rules.yml")}
    known = (
        {name for each in metrics.exported() for name in each.series} | PROMETHEUS_OWN | recorded
    )

    asked = {
        name for file in ("rules.yml", "alerts.yml") for rule in rules(file)
        for name in metrics_in(rule["expr"])
    }  # fmt: skip

    assert set() == asked - known
    assert set() == recorded - asked


def test_counts_are_increases_and_both_sides_of_a_ratio_are_sums() -> None:
    for file in ("rules.yml", "alerts.yml"):
        for expression in (rule["expr"] for rule in rules(file)):
            for counter in re.findall(r"\b\w+_(?:total|bucket)\b", expression):
                assert re.search(rf"increase\({counter}[^)]*\[", expression), expression
            if "/" in expression:
                left, right = expression.split("/")
                assert left.strip().startswith("sum"), expression
                assert right.strip().startswith("sum"), expression
