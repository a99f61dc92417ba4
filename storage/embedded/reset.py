import asyncio
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

from storage.embedded.daemon import LOCK_FILES, Daemon, alone
from storage.embedded.home import MARKER, is_ours
from storage.embedded.mongo import mongo_server
from storage.embedded.postgres import postgres_cluster
from storage.errors import HomeRefusedError

_KEPT = frozenset({MARKER, *LOCK_FILES})
"""Stays, because a process that waits for a lock must wait for the same file as all others."""


async def reset(home: Path) -> tuple[Path, ...]:
    """Stop the embedded servers of ``home`` and delete all that they have written.

    Returns:
        The directories that were emptied; none if there was nothing to delete.

    Raises:
        HomeInUseError: Another process uses a server; nothing was deleted.
        HomeRefusedError: A directory is a link or was not made by us; nothing was deleted.
    """
    async with AsyncExitStack() as stack:
        servers = _open_servers(home, stack)
        for server in servers:
            await stack.enter_async_context(alone(server))
        for server in servers:
            await asyncio.to_thread(_empty, server.directory)
    return tuple(server.directory for server in servers)


def _open_servers(home: Path, stack: AsyncExitStack) -> list[Daemon]:
    home = home.resolve()
    servers: list[Daemon] = []
    if _holds(home, "postgres"):
        servers.append(stack.enter_context(postgres_cluster(home)))
    if _holds(home, "mongo"):
        servers.append(stack.enter_context(mongo_server(home)))
    return servers


def _holds(home: Path, name: str) -> bool:
    directory = home / name
    if not directory.is_symlink() and not directory.exists():
        return False
    if not is_ours(directory) or not is_ours(home):
        raise HomeRefusedError(f"{directory} was not made by Alfred — delete it yourself")
    return any(entry.name not in _KEPT for entry in directory.iterdir())


def _empty(directory: Path) -> None:
    for entry in directory.iterdir():
        if entry.name in _KEPT:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
