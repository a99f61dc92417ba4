import shutil
from pathlib import Path

_TELLING = ("PANIC", "FATAL", "error:", "Error:")
_ROOM = 2**20
"""Bytes; with less than this free, an empty log means that it could not be written."""
_PASSING = "the database system is"
"""What PostgreSQL tells a client that comes while it starts or stops."""


def size(log: Path) -> int:
    """Bytes written so far; 0 if there is no log yet."""
    return log.stat().st_size if log.exists() else 0


def cause(log: Path, start: int) -> str:
    """One line that says why a server failed, from what its log has after ``start`` bytes."""
    with log.open(encoding="utf-8", errors="replace") as stream:
        stream.seek(start)
        lines = [line.strip() for line in stream if line.strip()]
    if any("No space left on device" in line for line in lines) or _no_room_for_a_line(log, lines):
        return f"the disk of {log.parent} is full — free some space and try again (log: {log})"
    telling = [
        line for line in lines if any(word in line for word in _TELLING) and _PASSING not in line
    ]
    return f"{(telling or lines or ['no reason given'])[-1]} (log: {log})"


def _no_room_for_a_line(log: Path, lines: list[str]) -> bool:
    return not lines and shutil.disk_usage(log.parent).free < _ROOM
