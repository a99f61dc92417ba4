"""Every query of the dashboards gives something on a real Prometheus that scrapes the service's
metrics; so does every recording rule."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web
from prometheus_client.aiohttp import make_aiohttp_handler

from tests.fixtures.command_line import ROOT
from tests.fixtures.promql import rules
from tests.fixtures.service_metrics import ServiceMetrics
from tests.servers.monitoring import Prometheus, prometheus

DASHBOARDS = sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
GRAFANAS = {"$__rate_interval": "1m", "$__interval": "1m", "$tenant": ".*", "$feature": ".*"}
SCRAPES = 3

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
async def scraping(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Prometheus]:
    """A Prometheus that has seen everything that the service exports happen a few times."""
    metrics = ServiceMetrics()
    metrics.work()
    page = make_aiohttp_handler(metrics.registry)

    async def scraped(request: web.Request) -> web.StreamResponse:
        metrics.work()
        return await page(request)

    application = web.Application()
    application.router.add_get("/metrics", scraped)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    target = f"127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with prometheus(tmp_path_factory.mktemp("monitoring") / "at", target) as at:
            await until_scraped(at)
            yield at
    finally:
        await runner.cleanup()


async def until_scraped(at: Prometheus) -> None:
    """Wait until rates can be told, and recorded ones were."""
    async with asyncio.timeout(60):
        while True:
            seen = await at.query("count_over_time(alfred:loop_lag_seconds:p99_5m[5m])")
            if seen and int(seen[0]["value"][1]) >= SCRAPES:
                return
            await asyncio.sleep(0.2)


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
