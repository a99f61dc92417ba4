"""`health`, asked of a server that answers as Alfred's does."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.settings import WebSettings
from handlers.cli.health import UnwellError, ask
from pipeline.errors import BadInputError
from tests.fixtures.live_service import free_port

WAITING = {"state": "waiting", "reason": "another process polls"}
READY = {"state": "ready", "reason": None}


def readiness(parts: dict[str, Any], checks: dict[str, Any]) -> str:
    return json.dumps({"ready": False, "parts": parts, "checks": checks})


@asynccontextmanager
async def answering(status: int, text: str = "{}") -> AsyncIterator[Callable[..., Any]]:
    """Asks a server whose /ready answers so, and whose /health is well."""

    async def ready(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=text)

    async def alive(_request: web.Request) -> web.Response:
        return web.Response(text="{}")

    application = web.Application()
    application.router.add_get("/ready", ready)
    application.router.add_get("/health", alive)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    settings = WebSettings(_env_file=None, host="0.0.0.0", port=runner.addresses[0][1])  # noqa: S104

    async def asked(*, whether_ready: bool) -> str:
        return await asyncio.to_thread(ask, settings, ready=whether_ready)

    try:
        yield asked
    finally:
        await runner.cleanup()


async def test_a_service_that_answers_is_alive_although_it_is_not_ready() -> None:
    async with answering(503) as asked:
        assert "alive" == await asked(whether_ready=False)


async def test_a_service_that_can_do_its_work_is_ready() -> None:
    async with answering(200) as asked:
        assert "ready" == await asked(whether_ready=True)


async def test_what_keeps_it_from_its_work_is_named_and_what_does_not_is_not() -> None:
    away = {"state": "fail", "reason": "no answer within 3 s — see that it runs"}
    text = readiness(
        {"bot": WAITING, "web": READY, "ingest": {"state": "starting", "reason": None}},
        {"PostgreSQL": away, "queue": {"state": "warn", "reason": "70 s behind"}},
    )

    async with answering(503, text) as asked:
        with pytest.raises(UnwellError) as told:
            await asked(whether_ready=True)

    assert (
        "it is not well: ingest starting;"
        " PostgreSQL fail (no answer within 3 s — see that it runs)" == str(told.value)
    )


@pytest.mark.parametrize("text", ["", "[]", "<html>", '{"parts": 1, "checks": {}}'])
async def test_another_answer_is_told_by_its_status(text: str) -> None:
    async with answering(502, text) as asked:
        with pytest.raises(UnwellError, match=r"^it is not well: it answers 502 — see what it is"):
            await asked(whether_ready=True)


def test_where_nobody_listens_the_remedy_is_named() -> None:
    port = free_port()
    settings = WebSettings(_env_file=None, port=port)

    with pytest.raises(UnwellError, match=f"127.0.0.1:{port} .*ConnectionRefused.* — see"):
        ask(settings, ready=False)


def test_any_free_port_cannot_be_asked() -> None:
    with pytest.raises(BadInputError, match="WEB_PORT is 0"):
        ask(WebSettings(_env_file=None, port=0), ready=False)
