"""/health, /ready and /metrics, and the server as a part of the service."""

import asyncio
from ipaddress import ip_network

import aiohttp
import pytest

from bot.settings import Address, WebSettings
from bot.web.server import WebServer, WebServerError
from handlers.api import health
from pipeline.errors import AlfredError
from pipeline.health.models import Finding, ok, warn
from pipeline.health.parts import Life, PartState, PartStatus
from tests.fixtures.web import ADMIN, Edge, serving


class Probe:
    """A check that finds what a test says, and counts how often it is asked."""

    def __init__(self, finding: Finding | Exception | None, subject: str = "PostgreSQL") -> None:
        self.subject = subject
        self.asked = 0
        self._finding = finding

    async def examine(self) -> Finding:
        self.asked += 1
        if self._finding is None:
            await asyncio.Event().wait()
        if isinstance(self._finding, Exception):
            raise self._finding
        assert self._finding is not None
        return self._finding


async def until_closed(address: Address) -> None:
    """Wait until nobody takes connections there any more."""
    async with asyncio.timeout(5):
        while True:
            try:
                _, writer = await asyncio.open_connection(*address)
                writer.close()
                await writer.wait_closed()
            except ConnectionError:
                return


async def test_who_lives_says_so_whatever_is_wrong() -> None:
    async with serving(Edge(checks=[Probe(AlfredError("down"))])) as client:
        answer = await client.get("/health", None)

    assert (200, {"status": "alive"}) == (answer.status, answer.json)


async def test_ready_names_every_part_and_check() -> None:
    parts = {
        "bot": PartStatus(PartState.WAITING, "another process polls"),
        "web": PartStatus(PartState.READY),
    }
    checks = [Probe(ok("schema 0011")), Probe(warn("61 s behind", "run more"), "queue")]

    async with serving(Edge(statuses=parts, checks=checks)) as client:
        answer = await client.get("/ready", None)

    assert 200 == answer.status
    assert {
        "ready": True,
        "parts": {
            "bot": {"state": "waiting", "reason": "another process polls"},
            "web": {"state": "ready", "reason": None},
        },
        "checks": {
            "PostgreSQL": {"state": "ok", "reason": "schema 0011"},
            "queue": {"state": "warn", "reason": "61 s behind — run more"},
        },
    } == answer.json


@pytest.mark.parametrize("state", [PartState.STARTING, PartState.RESTARTING, PartState.STOPPED])
async def test_a_part_that_does_not_work_makes_it_not_ready(state: PartState) -> None:
    async with serving(Edge(statuses={"bot": PartStatus(state, "why")})) as client:
        answer = await client.get("/ready", None)

    assert (503, False, "why") == (
        answer.status,
        answer.json["ready"],
        answer.json["parts"]["bot"]["reason"],
    )


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        (AlfredError("it does not answer — start it"), "it does not answer — start it"),
        (RuntimeError("secret"), "unexpected RuntimeError — see the log"),
        (None, "no answer within 0 s — see that it runs"),
    ],
)
async def test_a_check_that_fails_or_hangs_makes_it_not_ready(
    finding: Exception | None, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)

    async with serving(Edge(checks=[Probe(finding)])) as client:
        answer = await client.get("/ready", None)

    assert (503, reason) == (answer.status, answer.json["checks"]["PostgreSQL"]["reason"])


async def test_however_many_ask_the_database_is_asked_once_a_second() -> None:
    probe = Probe(ok("schema 0011"))

    async with serving(Edge(checks=[probe])) as client:
        await asyncio.gather(*(client.get("/ready", None) for _ in range(20)))
        within_a_second = probe.asked
        client.edge.seconds += 1
        await client.get("/ready", None)

    assert (1, 2) == (within_a_second, probe.asked)


async def test_metrics_tell_of_requests_by_template_and_not_by_path() -> None:
    async with serving() as client:
        await client.get("/api/digests/41")
        await client.get("/no-such-secret", None)

        answer = await client.get("/metrics", None)

    text = answer.body.decode()
    assert 'http_requests_total{method="GET",path="/api/digests/{id}",status="404"} 1.0' in text
    assert 'http_requests_total{method="GET",path="unknown",status="404"} 1.0' in text
    assert "no-such-secret" not in text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
async def test_metrics_are_not_shown_through_a_proxy_even_to_a_token(header: str) -> None:
    async with serving() as client:
        answer = await client.get("/metrics", ADMIN, headers={header: "127.0.0.1"})

    assert (403, "urn:problem-type:alfred:not-for-you") == (answer.status, answer.json["type"])


async def test_a_network_that_may_read_metrics_may_not_read_them_through_a_proxy() -> None:
    async with serving(Edge(metrics_networks=(ip_network("0.0.0.0/0"),))) as client:
        answer = await client.get("/metrics", None, headers={"X-Forwarded-For": "8.8.8.8"})

    assert 403 == answer.status


async def test_a_port_that_is_taken_ends_the_part_with_the_remedy() -> None:
    async with serving() as client:
        settings = WebSettings(_env_file=None, port=client.address.port)
        second = WebServer(Edge().api.application, settings)

        with pytest.raises(WebServerError, match="change WEB_HOST or WEB_PORT"):
            await second.run(Life(lambda _: None))

    assert second.address is None


async def test_the_server_runs_again_after_it_stopped() -> None:
    edge = Edge()
    server = WebServer(edge.api.application, WebSettings(_env_file=None, port=0))
    statuses = []
    for _ in range(2):
        up = asyncio.Event()
        life = Life(lambda _, up=up: up.set())  # type: ignore[misc]  # bound here
        async with asyncio.TaskGroup() as tasks, aiohttp.ClientSession() as session:
            tasks.create_task(server.run(life))
            await up.wait()
            assert server.address is not None
            async with session.get(f"http://127.0.0.1:{server.address.port}/health") as answer:
                statuses.append(answer.status)
            life.stopping.set()

    assert [200, 200] == statuses


async def test_a_request_that_is_under_way_is_answered_before_the_server_ends() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    class Slow(Probe):
        async def examine(self) -> Finding:
            begun.set()
            await go_on.wait()
            return ok("late")

    async with serving(Edge(checks=[Slow(None)])) as client, asyncio.TaskGroup() as tasks:
        asked = tasks.create_task(client.get("/ready", None))
        await begun.wait()
        client.life.stopping.set()
        await until_closed(client.address)
        go_on.set()
        answer = await asked

    assert (200, "late") == (answer.status, answer.json["checks"]["PostgreSQL"]["reason"])
