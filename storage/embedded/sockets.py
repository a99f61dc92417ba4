"""How clients reach a unix socket whose path is too long for one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import HomeRefusedError

_LIMIT = 103
"""Bytes of a path: the system has room for 104 (macOS) or 108 (Linux, unix(7)) with the zero."""


@contextmanager
def connectable(directory: Path, socket: Path) -> Iterator[Path]:
    """Give ``directory`` a name by which clients can connect to ``socket``, a path inside it.

    The name is valid for the processes of this user while the context is open. It is the path
    itself, or, where that is too long or has a comma (which separates hosts in a DSN), its alias
    in ``/proc`` through an open descriptor of ours.

    Raises:
        HomeRefusedError: An alias is needed and the system has no ``/proc``.
    """
    excess = len(os.fsencode(directory / socket)) - _LIMIT
    if excess <= 0 and "," not in str(directory):
        yield directory
        return
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        alias = Path(f"/proc/{os.getpid()}/fd/{descriptor}")
        if not alias.exists():
            raise HomeRefusedError(
                f"no socket can be reached in {directory} — set ALFRED_HOME to a path without"
                f" commas that is {max(excess, 0)} bytes shorter"
            )
        yield alias
    finally:
        os.close(descriptor)
