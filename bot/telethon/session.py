"""The file that keeps an account logged in, and where it stopped reading."""

import os
from pathlib import Path
from typing import Any, Final

from telethon.sessions import SQLiteSession

from bot.telethon.names import Names
from pipeline.ingest.models import TenantId

_OWNER_ONLY: Final = 0o600


def session_path(home: Path, tenant: TenantId) -> Path:
    return home / "sessions" / f"{tenant}.session"


def put_in_place(draft: Path, path: Path) -> None:
    """Let a closed session's file be the one at ``path``."""
    # SQLite would play what a killed process left there back into the new file.
    _journal(path).unlink(missing_ok=True)
    draft.replace(path)


def delete_session(path: Path) -> None:
    for file in (path, _journal(path)):
        file.unlink(missing_ok=True)


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


class AccountSession(SQLiteSession):  # type: ignore[misc]  # Telethon ships no types
    """Telethon's SQLite session, which nobody but its owner can read.

    SQLite itself would make the file readable to all, so it is made beforehand; what SQLite puts
    beside it takes over its mode. Only a session in a file remembers how far updates were read:
    without it there is no catching up after a restart.

    Every person and chat that Telegram tells of passes through here, so ``names`` learns them.
    """

    def __init__(self, path: Path, names: Names) -> None:
        if path.suffix != ".session":
            raise ValueError("a session's file must end in .session — Telethon would rename it")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, _OWNER_ONLY))
        path.chmod(_OWNER_ONLY)
        self._names = names
        super().__init__(str(path))

    def process_entities(self, tlo: Any) -> None:
        """Write down those that are new or changed: most messages come from people known."""
        fresh = [entity for entity in _entities(tlo) if self._names.learn(entity)]
        if fresh:
            super().process_entities(fresh)


def _entities(tlo: Any) -> list[Any]:
    if isinstance(tlo, list | tuple):
        return list(tlo)
    found = [getattr(tlo, key, None) for key in ("user", "chat")]
    for key in ("users", "chats"):
        several = getattr(tlo, key, None)
        if isinstance(several, list):
            found += several
    return [entity for entity in found if entity is not None]
