"""What systemd is told of the service where it is a unit of ``Type=notify``: sd_notify(3)."""

import asyncio
import logging
import socket
from collections.abc import Mapping
from typing import Final

from pydantic import Field
from pydantic_settings import BaseSettings

from pipeline.health.parts import PartState, PartStatus
from pipeline.settings import section

LOOK_SECONDS: Final = 0.2

_log = logging.getLogger(__name__)


class SystemdSettings(BaseSettings):
    """What systemd sets for its units; nobody else has to."""

    model_config = section()

    notify_socket: str = ""
    """Where it listens: a path, or with @ a name without a file. Empty: nobody does."""
    watchdog_usec: int = Field(0, ge=0)
    """Microseconds without a sign of life after which it ends the service; 0: it never does."""


class Systemd:
    """Tells systemd that the service is ready, that its loop turns, and that it stops."""

    def __init__(self, settings: SystemdSettings) -> None:
        self._address = settings.notify_socket.replace("@", "\0", 1)
        # sd_watchdog_enabled(3) recommends half of the time that it grants.
        self._interval = settings.watchdog_usec / 2_000_000

    async def follow(self, statuses: Mapping[str, PartStatus], stop: asyncio.Event) -> None:
        """Tell how the parts get on, until cancelled.

        The service is ready when every part got somewhere, be it into trouble: it then works as
        well as it can, and a start that takes too long would be ended.
        """
        if not self._address:
            return
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._live())
            if await _started(statuses, stop):
                self._tell("READY=1")
            await stop.wait()
            self._tell("STOPPING=1")

    async def _live(self) -> None:
        """A loop that hangs does not get here, and systemd starts the service again."""
        while self._interval:
            self._tell("WATCHDOG=1")
            await asyncio.sleep(self._interval)

    def _tell(self, state: str) -> None:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)
                line.connect(self._address)
                line.send(state.encode())
        except OSError as error:
            _log.warning("systemd could not be told %s (%s)", state, type(error).__name__)


async def _started(statuses: Mapping[str, PartStatus], stop: asyncio.Event) -> bool:
    """Wait until no part is starting any more; False if the service is stopped before that."""
    while any(status.state is PartState.STARTING for status in statuses.values()):
        if stop.is_set():
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return not stop.is_set()
