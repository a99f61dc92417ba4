"""Which alerts are loaded, asked of a real Prometheus and of servers that are none."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.monitoring.prometheus import LARGEST, MonitoringAwayError, PrometheusRules
from pipeline.rollout.measuring import NEEDED_ALERTS, Rule
from tests.fixtures.live_service import free_port
from tests.servers.monitoring import prometheus

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[PrometheusRules]:
    app = web.Application()
    app.router.add_get("/prefix/api/v1/rules", answer)
    async with TestServer(app) as server:
        yield PrometheusRules(str(server.make_url("/prefix/")), seconds=1)


async def healthy(rules: PrometheusRules) -> dict[str, Rule]:
    """As soon as each was evaluated once, which takes Prometheus a second."""
    async with asyncio.timeout(30):
        while True:
            found = await rules.loaded()
            if found and all(rule.healthy for rule in found):
                return {rule.name: rule for rule in found}
            await asyncio.sleep(0.1)


@pytest.mark.timeout(90)
async def test_a_real_prometheus_tells_the_deployed_alerts_and_which_of_them_fires(
    tmp_path: Path,
) -> None:
    async with prometheus(tmp_path / "prometheus", "127.0.0.1:1", waiting="0s") as started:
        rules = PrometheusRules(started.url)
        found = await healthy(rules)
        async with asyncio.timeout(30):
            while not found["AlfredDown"].fires:
                await asyncio.sleep(0.1)
                found = await healthy(rules)

    assert NEEDED_ALERTS <= found.keys()
    assert not found["DlqNotEmpty"].fires


async def test_rules_of_all_groups_are_told() -> None:
    async def answer(_request: web.Request) -> web.Response:
        rule = {"type": "alerting", "lastError": "", "alerts": []}
        groups = [
            {"name": "a", "rules": [{**rule, "name": "A", "health": "ok", "state": "firing"}]},
            {"name": "b", "rules": [{**rule, "name": "B", "health": "err", "state": "inactive"}]},
        ]
        return web.json_response({"status": "success", "data": {"groups": groups}})

    async with answering(answer) as rules:
        found = await rules.loaded()

    assert [Rule("A", healthy=True, fires=True), Rule("B", healthy=False, fires=False)] == found


async def not_found(_request: web.Request) -> web.Response:
    raise web.HTTPNotFound


async def elsewhere(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/prefix/login")


async def a_page(_request: web.Request) -> web.Response:
    return web.Response(text="<html>Log in</html>", content_type="text/html")


async def nonsense(_request: web.Request) -> web.Response:
    return web.json_response({"status": "success", "data": {"groups": [{"rules": [{}]}]}})


async def far_too_much(_request: web.Request) -> web.Response:
    return web.Response(body=b"[" * (LARGEST + 1))


async def silence(_request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    return web.Response()


@pytest.mark.parametrize("answer", [not_found, elsewhere, a_page, nonsense, far_too_much, silence])
async def test_what_is_no_list_of_rules_is_an_error_that_names_the_setting(
    answer: Answer,
) -> None:
    async with answering(answer) as rules:
        with pytest.raises(MonitoringAwayError, match="check ALERTS_PROMETHEUS_URL"):
            await rules.loaded()


async def test_nobody_at_the_address_is_the_same_error() -> None:
    with pytest.raises(MonitoringAwayError):
        await PrometheusRules(f"http://127.0.0.1:{free_port()}", seconds=1).loaded()
