"""Runbooks before anything of them is run: all of it can be, and each alert has its remedy."""

import re

import pytest

from handlers.service.roles import Roles
from tests.fixtures.command_line import ROOT
from tests.fixtures.promql import metrics_in, rules
from tests.fixtures.runbooks import (
    BY_ITSELF,
    FOLDER,
    PAGES,
    Typed,
    Where,
    exists,
    page,
    place_of,
    typed,
    typed_everywhere,
)

ALERTS = [rule["alert"] for rule in rules("alerts.yml")]
TO_LOOK = {Where.CHAT, Where.PROBE, Where.SHELL, Where.PROMETHEUS}
NO_METRIC = {"up"}
_SERIES = re.compile(r"_(?:bucket|sum|count)$")


def section(alert: str) -> str:
    return page("alerts.md").partition(f"\n## {alert}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", PAGES)
def test_whatever_a_page_sets_as_code_can_be_run_or_is_a_name(name: str) -> None:
    unknown = [each.text for each in typed(name) if each.where is Where.UNKNOWN]

    assert [] == unknown


@pytest.mark.parametrize("code", ["frobnicate --now all", "please restart it", "[a b]"])
def test_code_that_no_test_can_run_is_noticed(code: str) -> None:
    assert Where.UNKNOWN is place_of(code)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "README.md"])
def test_the_table_of_symptoms_leads_to_every_page(name: str) -> None:
    assert f"]({name})" in page("README.md")


@pytest.mark.parametrize("alert", ALERTS)
def test_each_alert_has_its_meaning_a_first_look_and_a_remedy(alert: str) -> None:
    parts = section(alert).strip().split("\n\n")

    begin = [part.partition(" ")[0] for part in parts[:3]]
    looks = {place_of(code) for code in re.findall(r"`([^`]+)`", "".join(parts[1:2]))}

    assert begin in (["**P0.**", "First", "1."], ["**P1.**", "First", "1."])
    assert TO_LOOK & looks


def test_an_incident_names_the_alerts_that_wake_somebody_up() -> None:
    loud = {rule["alert"] for rule in rules("alerts.yml") if rule["labels"]["severity"] == "P0"}
    [row] = re.findall(r"^\| alerts \| (.+?) \|", page("incident.md"), re.MULTILINE)

    assert loud == set(re.findall(r"\[(\w+)\]\(alerts\.md#", row))


@pytest.mark.parametrize("wanted", typed_everywhere(Where.SETTING), ids=lambda each: each.text)
def test_a_setting_is_one_that_there_is(wanted: Typed) -> None:
    name = wanted.text.partition("=")[0]
    reasons = (ROOT / "locales" / "en" / "connect.ftl").read_text("utf-8")

    settings = (ROOT / ".env.example").read_text("utf-8")

    assert f"\n#{name}=" in settings or f" [{name}] " in reasons


@pytest.mark.parametrize("wanted", typed_everywhere(Where.OPTION), ids=lambda each: each.text)
def test_an_option_is_one_that_run_takes(wanted: Typed) -> None:
    option, _, value = wanted.text.partition(" ")

    roles = Roles().convert(value, None, None)

    assert "--roles" == option
    assert {*value.split(",")} == {*roles}


@pytest.mark.parametrize("wanted", typed_everywhere(Where.FILE), ids=lambda each: each.text)
def test_a_file_is_there(wanted: Typed) -> None:
    assert exists(wanted.text)


@pytest.mark.parametrize(("name", "where"), BY_ITSELF)
def test_what_is_run_elsewhere_is_run_by_a_test_of_that_page(name: str, where: Where) -> None:
    test = (ROOT / BY_ITSELF[name, where]).read_text("utf-8")

    assert (FOLDER / name).is_file()
    assert name in test


def test_queries_ask_for_metrics_that_are_exported_or_recorded() -> None:
    listed = (ROOT / "docs" / "metrics.md").read_text("utf-8")
    recorded = {rule["record"] for rule in rules("rules.yml")}
    asked = {name for each in typed_everywhere(Where.PROMETHEUS) for name in metrics_in(each.text)}

    unknown = {
        name
        for name in asked - NO_METRIC - recorded
        if f"| `{name}` |" not in listed and f"| `{_SERIES.sub('', name)}` |" not in listed
    }

    assert set() == unknown
