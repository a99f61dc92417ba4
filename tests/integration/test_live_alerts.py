"""An alert on its whole way: service, Prometheus, Alertmanager, webhook, admin chat."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from handlers.api.alerts import PATH
from tests.fixtures.live_service import Service, free_port
from tests.fixtures.service_metrics import ServiceMetrics
from tests.servers.gigachat import GigaChatServer
from tests.servers.monitoring import PAGERDUTY_KEY, alertmanager, prometheus
from tests.servers.telegram import BotApiServer

SECRET = "a-secret-of-alertmanagers"

pytestmark = pytest.mark.timeout(240)


async def until(condition: Callable[[], bool], seconds: float = 40) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the chat is looked at, as a person does
            await asyncio.sleep(0.05)


async def watched(service: Service) -> None:
    """Until the gates were looked at once: before it an alert says that nobody does."""
    address = f"http://127.0.0.1:{service.port}/metrics"
    async with asyncio.timeout(40), aiohttp.ClientSession() as session:
        while True:
            async with session.get(address) as answer:
                page = await answer.text()
            if "rollout_watch_age_seconds" in page and "rollout_watch_age_seconds NaN" not in page:
                return
            await asyncio.sleep(0.5)


@dataclass
class PagerDuty:
    """Its Events API v2, as far as Alertmanager uses it."""

    url: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)

    def told(self, action: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["event_action"] == action]

    @asynccontextmanager
    async def open(self) -> AsyncIterator["PagerDuty"]:
        application = web.Application()
        application.router.add_post("/v2/enqueue", self._take)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v2/enqueue"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        self.events.append(await request.json())
        return web.json_response({"status": "success", "dedup_key": "x"}, status=202)


async def test_an_alert_reaches_the_admin_chat_is_taken_there_and_ends_there(
    service: Service, bot_api: BotApiServer, tmp_path: Path
) -> None:
    anna = bot_api.people.person("Анна", language_code="ru")
    chat = bot_api.people.supergroup("Дежурные", [anna])
    service.variables |= {"TELEGRAM_ADMIN_CHAT": str(chat), "ALERTS_WEBHOOK_SECRET": SECRET}
    await service.start()
    await service.ready()
    bot_api.people.says(anna, anna, "/start")
    await until(lambda: "Alfred: " in bot_api.shown(anna))
    await watched(service)
    alive, dead = f"127.0.0.1:{service.port}", f"127.0.0.1:{free_port()}"

    async with (
        PagerDuty().open() as duty,
        alertmanager(
            tmp_path / "alertmanager",
            webhook=f"http://{alive}{PATH}",
            secret=SECRET,
            pagerduty=duty.url,
        ) as alerted,
        prometheus(
            tmp_path / "prometheus", alive, dead, alertmanager=alerted, waiting="1s"
        ) as watching,
    ):
        await until(lambda: "🔴 P0 · AlfredDown" in bot_api.shown(chat))
        fired = bot_api.shown(chat)
        bot_api.people.presses(anna, chat, "Беру на себя")
        await until(lambda: "👤 Этим занят: Анна" in bot_api.shown(chat))
        watching.watches(alive, alertmanager=alerted)
        await until(lambda: "✅ Отбой · P0 · AlfredDown" in bot_api.shown(chat))
        await until(lambda: bool(duty.told("resolve")))

    assert f"• instance={dead} · с " in fired
    assert "docs/runbooks/alerts.md#alfreddown" in fired
    assert 1 == len(bot_api.journal.delivered(chat))
    assert "👤 Этим занят: Анна" in bot_api.shown(chat)
    assert {PAGERDUTY_KEY} == {event["routing_key"] for event in duty.events}
    assert "AlfredDown: Prometheus cannot read" in duty.told("trigger")[0]["payload"]["summary"]
    assert 0 == await service.stop()


async def test_the_service_exports_exactly_what_the_page_of_metrics_lists(
    service: Service, gigachat: GigaChatServer
) -> None:
    service.variables |= {
        "GIGACHAT_CREDENTIALS": gigachat.credentials,
        "GIGACHAT_BASE_URL": gigachat.base_url,
        "GIGACHAT_AUTH_URL": gigachat.auth_url,
        "NO_PROXY": "127.0.0.1,localhost",
        "BUTLER_VECTORS": "true",
    }
    await service.start()
    await service.ready()
    address = f"http://127.0.0.1:{service.port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        page = await answer.text()

    families = {family.name for family in text_string_to_metric_families(page)}
    listed = {each.name.removesuffix("_total") for each in ServiceMetrics().exported()}
    exported = {name for name in families if not name.endswith("_created")}
    assert listed == exported
