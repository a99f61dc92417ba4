"""Throw-away homes whose owner was killed: their servers run on, and their chats lie about."""

import asyncio
import shutil
import time
from pathlib import Path

from storage.embedded.home import is_ours
from storage.embedded.reset import reset
from storage.errors import StorageError

LEAST_AGE = 3_600.0
"""Seconds; a younger home may be one that somebody is just opening."""


async def sweep(folder: Path, prefix: str, *, now: float | None = None) -> tuple[Path, ...]:
    """Stop and delete the homes in ``folder`` whose names begin so, unless somebody uses them.

    Returns:
        The homes that are gone. Another account's, and what is no home of ours, is left alone.
    """
    moment = time.time() if now is None else now
    swept = []
    for home in await asyncio.to_thread(_old, folder, prefix, moment):
        try:
            await reset(home)
        except (StorageError, OSError):
            continue
        await asyncio.to_thread(shutil.rmtree, home, ignore_errors=True)
        swept.append(home)
    return tuple(swept)


def _old(folder: Path, prefix: str, moment: float) -> list[Path]:
    return [
        home
        for home in sorted(folder.glob(f"{prefix}*"))
        if is_ours(home) and moment - home.stat().st_mtime >= LEAST_AGE
    ]
