"""Starts and stops the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.servers.telegram.routes import application
from tests.servers.telegram.server import TOKEN, BotApiServer, bot_api
from tests.servers.telegram.webhook import Courier

HOST = "127.0.0.1"
_LAST_WORDS = 0.05
"""Seconds for running answers when the server stops; aiohttp takes 0 for ever."""


@asynccontextmanager
async def bot_api_server(
    token: str = TOKEN, *, port: int = 0, limits: bool = False
) -> AsyncIterator[BotApiServer]:
    """A server on loopback, for as long as the context lasts; the system picks the port 0.

    Raises:
        ExceptionGroup: At the end, with what went wrong in the server itself.
    """
    server = bot_api(token)
    server.rates.enforced = limits
    # A client that leaves cancels its handler, so that a long poll does not wait for nobody.
    runner = web.AppRunner(
        application(server),
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=_LAST_WORDS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        server.base = f"http://{HOST}:{runner.addresses[0][1]}"
        async with _at_work(server.courier):
            yield server
    finally:
        await runner.cleanup()
    if server.crashes:
        raise ExceptionGroup("the server failed", server.crashes)


@asynccontextmanager
async def _at_work(courier: Courier) -> AsyncIterator[None]:
    raised: BaseException | None = None
    async with asyncio.TaskGroup() as group:
        group.create_task(courier.run())
        try:
            yield
        except BaseException as error:
            # A test's failure must not come out of here wrapped into a group.
            raised = error
        finally:
            courier.stop()
    if raised is not None:
        raise raised
