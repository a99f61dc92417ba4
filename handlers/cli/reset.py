from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from pipeline.errors import BadInputError

Delete = Callable[[Path], Awaitable[Sequence[Path]]]
"""Deletes what embedded databases wrote in a directory; tells which folders it emptied."""


async def reset(home: Path, delete: Delete, say: Callable[[str], None], *, sure: bool) -> None:
    """Delete the embedded databases, and nothing else: no server, no log, no export.

    Raises:
        BadInputError: Nobody said that it is meant.
    """
    if not sure:
        raise BadInputError(
            f"this deletes the embedded databases in {home} for good — if that is meant, add --yes"
        )
    emptied = await delete(home)
    if not emptied:
        say(f"nothing to do: {home} holds no embedded database")
    for folder in emptied:
        say(f"deleted what was in {folder}")
