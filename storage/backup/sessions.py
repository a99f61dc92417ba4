"""The sessions of accounts: SQLite files, which a running service writes to."""

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

FOLDER = "sessions"
"""In ALFRED_HOME, where ``bot.telethon.session`` has them."""

_NAME = re.compile(r"(\d{1,19})\.session")
_PATIENCE = 30.0
"""Seconds in which who writes to a session comes to the end of it."""


def known_sessions(home: Path) -> dict[str, Path]:
    """The sessions of a home, by the numbers of their tenants."""
    folder = home / FOLDER
    if not folder.is_dir():
        return {}
    named = ((_NAME.fullmatch(path.name), path) for path in sorted(folder.iterdir()))
    return {name[1]: path for name, path in named if name}


def read_session(path: Path) -> bytes:
    """What is committed in a session, be it in use or not.

    Raises:
        sqlite3.Error: It is no database.
    """
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as session:
        session.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return session.serialize()


def write_session(home: Path, name: str, content: bytes) -> None:
    """Put a session in its place, whole, for its owner alone."""
    folder = home / FOLDER
    for directory in (home, folder):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.session"
    draft = path.with_suffix(".restored")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def remove_sessions(home: Path) -> None:
    """Those of another installation would open other people's accounts."""
    for path in known_sessions(home).values():
        for each in (path, path.with_name(f"{path.name}-journal")):
            each.unlink(missing_ok=True)
