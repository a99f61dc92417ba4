"""The HTTP server as a part of the service."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from aiohttp import web

from bot.settings import Address, WebSettings
from pipeline.errors import AlfredError
from pipeline.health.parts import Life

DRAIN_SECONDS: Final = 5.0
"""Requests that are under way when the service ends have so long."""
LINGER_SECONDS: Final = 1.0
"""So long the rest of a refused body is read, for the client to see why."""
IDLE_SECONDS: Final = 75.0
"""A connection without a whole request is closed after it: one that was used (proxies keep theirs
for a minute), and one whose headers trickle in."""

_log = logging.getLogger(__name__)


class WebServerError(AlfredError):
    """The address cannot be listened on."""


class WebServer:
    """Serves an application, a new one for each run.

    Args:
        application: Makes it; the event is set when requests that last have to end.
        settings: Where to listen.
        idle_seconds: How long a connection may be silent.
    """

    name = "web"

    def __init__(
        self,
        application: Callable[[asyncio.Event], web.Application],
        settings: WebSettings,
        *,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._application = application
        self._settings = settings
        self._idle_seconds = idle_seconds
        self._address: Address | None = None

    @property
    def address(self) -> Address | None:
        """Where it listens at this moment."""
        return self._address

    async def run(self, life: Life) -> None:
        """See ``Part``.

        Raises:
            WebServerError: Another program listens there, or there is no such address.
        """
        runner = web.AppRunner(
            self._application(life.stopping),
            access_log=None,
            logger=_protocol_log(),
            keepalive_timeout=self._idle_seconds,
            lingering_time=LINGER_SECONDS,
            shutdown_timeout=DRAIN_SECONDS,
        )
        await runner.setup()
        try:
            self._address = await self._listen(runner)
            _log.info("the web server listens on port %d", self._address.port)
            life.ready()
            await life.stopping.wait()
        finally:
            self._address = None
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> Address:
        host, port = self._settings.host, self._settings.port
        try:
            await web.TCPSite(runner, host, port).start()
        except (OSError, UnicodeError) as error:
            raise WebServerError(
                f"{host}:{port} cannot be listened on ({type(error).__name__})"
                " — change WEB_HOST or WEB_PORT"
            ) from None
        bound = runner.addresses[0]
        return Address(bound[0], bound[1])


def _protocol_log() -> logging.Logger:
    """For aiohttp's own remarks: of what it cannot read it quotes a line, token and all."""
    log = logging.getLogger(f"{__name__}.protocol")
    log.addFilter(_without_quotations)
    return log


def _without_quotations(record: logging.LogRecord) -> bool:
    kind = record.exc_info[0] if record.exc_info else None
    record.msg = "a request could not be served: %s"
    record.args = (kind.__name__ if kind else "unknown",)
    record.exc_info = None
    return True
