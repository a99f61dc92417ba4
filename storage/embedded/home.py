"""ALFRED_HOME: the private directory that holds all that the embedded servers write."""

import os
import stat
from pathlib import Path

from storage.errors import HomeRefusedError

MARKER = ".made-by-alfred"
_MARKER_TEXT = "Alfred makes and deletes this directory; keep nothing of yours in it.\n"


def open_home(home: Path) -> Path:
    """Make ``home`` with mode 0700, or recognise it as ours, and return its real path.

    Raises:
        HomeRefusedError: It cannot be written, belongs to another user or holds others' files.
    """
    return _own_directory(home.absolute())


def open_server_directory(home: Path, name: str) -> Path:
    """The directory of one server in a home that is open; errors as with ``open_home``."""
    return _own_directory(home / name)


def is_ours(directory: Path) -> bool:
    """Whether this is a real directory (no link) of this user that carries our mark."""
    try:
        found = (directory.lstat(), (directory / MARKER).lstat())
    except (FileNotFoundError, NotADirectoryError):
        return False
    kinds = (stat.S_IFMT(status.st_mode) for status in found)
    return tuple(kinds) == (stat.S_IFDIR, stat.S_IFREG) and all(
        status.st_uid == os.geteuid() for status in found
    )


def _own_directory(directory: Path) -> Path:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory = directory.resolve()
        if not is_ours(directory):
            _claim(directory)
        directory.chmod(0o700)
    except OSError as error:
        raise HomeRefusedError(
            f"{directory} cannot be used ({error.strerror}) — set ALFRED_HOME to a directory of"
            " yours on a disk with free space"
        ) from error
    return directory


def _claim(directory: Path) -> None:
    if directory.stat().st_uid != os.geteuid():
        raise HomeRefusedError(
            f"{directory} belongs to another user — run as that user, or set ALFRED_HOME to a"
            " directory of yours"
        )
    # Another process of ours may have marked it since we looked: its mark is its first file.
    if any(directory.iterdir()) and not is_ours(directory):
        raise HomeRefusedError(
            f"{directory} holds files that are not Alfred's — set ALFRED_HOME to a new directory"
        )
    marker = directory / MARKER
    marker.touch(mode=0o600)
    marker.write_text(_MARKER_TEXT)
