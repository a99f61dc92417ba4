"""Every query of the dashboards gives something on a real Prometheus that scrapes the service's
metrics; so does every recording rule."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.command_line import ROOT
from tests.fixtures.promql import rules
from tests.servers.monitoring import Prometheus

DASHBOARDS = sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
GRAFANAS = {"$__rate_interval": "1m", "$__interval": "1m", "$tenant": ".*", "$feature": ".*"}

pytestmark = pytest.mark.timeout(120)


def queries(file: Path) -> Iterator[tuple[str, str]]:
    for panel in json.loads(file.read_text("utf-8"))["panels"]:
        for target in panel.get("targets", ()):
            query = target["expr"]
            for name, value in GRAFANAS.items():
                query = query.replace(name, value)
            yield panel["title"], query


@pytest.mark.parametrize("file", DASHBOARDS, ids=lambda file: file.stem)
async def test_every_query_gives_something(scraping: Prometheus, file: Path) -> None:
    empty = [title for title, query in queries(file) if not await scraping.query(query)]

    assert [] == empty


async def test_every_alert_can_be_evaluated_and_none_fires_without_a_reason(
    scraping: Prometheus,
) -> None:
    firing = {rule["alert"] for rule in rules("alerts.yml") if await scraping.query(rule["expr"])}

    # A delivery of the fixture fails at each scrape.
    assert firing <= {"DigestDeliveryFailures"}
