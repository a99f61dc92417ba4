from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    """It works, less well than it could."""
    FAIL = "fail"
    """It does not work until the remedy is applied."""


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    detail: str
    remedy: str | None = None
    """What to do, unless the detail says it."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A finding and the subject that it is about."""

    subject: str
    finding: Finding


def ok(detail: str) -> Finding:
    return Finding(Level.OK, detail)


def warn(detail: str, remedy: str) -> Finding:
    return Finding(Level.WARN, detail, remedy)


def fail(detail: str, remedy: str) -> Finding:
    return Finding(Level.FAIL, detail, remedy)
