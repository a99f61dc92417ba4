"""How our processes share one server per directory: who starts it and who stops it.

Two lock files say all that needs to be known, and the kernel keeps them true through a kill -9:

``users.lock``  is held shared by each process that uses the server. Whoever can turn its hold into
                an exclusive one is the last and stops the server.
``alive.lock``  is held exclusively by the server itself, its children included, through an
                inherited descriptor. Whoever gets it knows that no server lives in the directory
                and that nobody else can start one meanwhile.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from subprocess import CalledProcessError
from typing import Protocol

from storage.embedded.locks import FileLock
from storage.embedded.log import cause, size
from storage.errors import HomeInUseError, ServerStartError

_USERS = "users.lock"
_ALIVE = "alive.lock"
LOCK_FILES = (_USERS, _ALIVE)

_START_SECONDS = 120.0
"""Enough for a crash recovery that replays a gigabyte of WAL."""
_STOP_SECONDS = 60.0
_POLL_SECONDS = 0.01

_logger = logging.getLogger(__name__)


class Daemon(Protocol):
    """A server that has a directory to itself and outlives the process that launched it."""

    @property
    def name(self) -> str: ...

    @property
    def directory(self) -> Path: ...

    @property
    def log(self) -> Path: ...

    async def launch(self, alive: int) -> None:
        """Start the server so that it inherits the descriptor ``alive``; do not wait for it.

        Raises:
            OSError: A program could not be run, or a file not be written.
            CalledProcessError: Preparing the data failed; the log says why.
        """
        ...

    async def answers(self) -> bool:
        """Whether the server of this very directory serves requests now."""
        ...

    async def ask_to_stop(self) -> None:
        """Tell a server that answers to end; do not wait for it, nor mind if it has ended."""
        ...


@asynccontextmanager
async def shared(daemon: Daemon) -> AsyncIterator[None]:
    """Use the server: start it or join it; whoever leaves last stops it.

    Raises:
        ServerStartError: It ended at once or did not answer in time.
        HomeInUseError: A reset or a stop in another process does not come to an end.
    """
    with closing(await _join(daemon)) as users:
        try:
            await _ensure_running(daemon)
            yield
        finally:
            if users.become_exclusive() and not await stop(daemon):
                _logger.warning("%s is still stopping, see %s", daemon.name, daemon.log)


@asynccontextmanager
async def alone(daemon: Daemon) -> AsyncIterator[None]:
    """Keep the server's directory to ourselves, with the server stopped.

    Raises:
        HomeInUseError: Another process uses the server, or the server does not stop.
    """
    users = FileLock.try_exclusive(daemon.directory / _USERS)
    if users is None:
        raise HomeInUseError(
            f"another process uses {daemon.name} in {daemon.directory} — end it and try again"
        )
    with closing(users):
        if not await stop(daemon):
            raise HomeInUseError(f"{daemon.name} does not stop — see {daemon.log} and try again")
        yield


async def stop(daemon: Daemon) -> bool:
    """Stop the server if it lives; False if it still does after a minute."""
    deadline = time.monotonic() + _STOP_SECONDS
    asked = False
    while (alive := _take_life(daemon)) is None:
        if not asked and await daemon.answers():
            await daemon.ask_to_stop()
            asked = True
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(_POLL_SECONDS)
    alive.close()
    return True


async def _join(daemon: Daemon) -> FileLock:
    deadline = time.monotonic() + _START_SECONDS
    while (users := FileLock.try_shared(daemon.directory / _USERS)) is None:
        if time.monotonic() > deadline:
            raise HomeInUseError(
                f"another process keeps {daemon.directory} to itself — end it and try again"
            )
        await asyncio.sleep(_POLL_SECONDS)
    return users


async def _ensure_running(daemon: Daemon) -> None:
    deadline = time.monotonic() + _START_SECONDS
    log_start = size(daemon.log)
    launched = False
    while True:
        if alive := _take_life(daemon):
            with closing(alive):
                if launched:
                    raise ServerStartError(
                        f"{daemon.name} ended as soon as it was started: "
                        f"{cause(daemon.log, log_start)}",
                        daemon.log,
                    )
                await _launch(daemon, alive, log_start)
                launched = True
        elif await daemon.answers():
            return
        if time.monotonic() > deadline:
            raise ServerStartError(
                f"{daemon.name} lives but does not answer — wait and try again, or see"
                f" {daemon.log}",
                daemon.log,
            )
        await asyncio.sleep(_POLL_SECONDS)


async def _launch(daemon: Daemon, alive: FileLock, log_start: int) -> None:
    try:
        await daemon.launch(alive.descriptor)
    except OSError as error:
        raise ServerStartError(
            f"{daemon.name} cannot be started: {error} — check the disk and the permissions of"
            f" {daemon.directory}",
            daemon.log,
        ) from error
    except CalledProcessError as error:
        raise ServerStartError(
            f"{daemon.name} cannot set up its data: {cause(daemon.log, log_start)}", daemon.log
        ) from error


def _take_life(daemon: Daemon) -> FileLock | None:
    return FileLock.try_exclusive(daemon.directory / _ALIVE)
