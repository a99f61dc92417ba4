from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import BadInputError


@dataclass(frozen=True, slots=True)
class BackupRequest:
    to: Path | None
    """The file to write; None for stdout."""
    sessions: bool


@dataclass(frozen=True, slots=True)
class RestoreRequest:
    archive: Path
    replace: bool
    resume_work: bool


def backup_request(to: str, *, sessions: bool, now: datetime | None = None) -> BackupRequest:
    """Read ``--to``: a folder gets a file that is named after the time.

    Raises:
        BadInputError: The file is there already, or its folder is not.
    """
    if to == "-":
        return BackupRequest(None, sessions)
    path = Path(to).expanduser()
    if path.is_dir():
        moment = (now or datetime.now(UTC)).astimezone(UTC)
        path /= f"alfred-{moment:%Y%m%dT%H%M%SZ}.tar"
    if path.exists():
        raise BadInputError(f"{path} is there already — name another file, or a folder")
    if not path.absolute().parent.is_dir():
        raise BadInputError(f"there is no folder {path.parent} — make it, or name another one")
    return BackupRequest(path, sessions)
