"""A flood of one line does not bury the others: what is too much of it is counted and told."""

import logging
from dataclasses import dataclass
from typing import Final

PERIOD_SECONDS: Final = 60.0

_Kind = tuple[str, int, str]


@dataclass(slots=True)
class _Seen:
    latest: logging.LogRecord
    times: int = 0


class SamplingHandler(logging.Handler):
    """Hands on so many lines of a kind a minute, and every error.

    Lines are of one kind if a logger said them at one level by one template. What was left out of
    a minute is told with the first line after it, or at the end.

    Args:
        to: Who gets what is handed on.
        per_minute: How many of a kind; 0 for all.
    """

    def __init__(self, to: logging.Handler, per_minute: int) -> None:
        super().__init__(to.level)
        self._to = to
        self._most = per_minute
        self._seen: dict[_Kind, _Seen] = {}
        self._until = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        if record.created >= self._until:
            self._tell()
            self._until = record.created + PERIOD_SECONDS
        if self._admits(record):
            self._to.handle(record)

    def close(self) -> None:
        self.acquire()
        try:
            self._tell()
        finally:
            self.release()
        self._to.close()
        super().close()

    def _admits(self, record: logging.LogRecord) -> bool:
        if not self._most or record.levelno >= logging.ERROR:
            return True
        seen = self._seen.setdefault(_kind(record), _Seen(record))
        seen.latest = record
        seen.times += 1
        return seen.times <= self._most

    def _tell(self) -> None:
        before, self._seen = self._seen, {}
        for seen in before.values():
            if seen.times > self._most:
                self._to.handle(_told(seen.latest, seen.times - self._most))


def _kind(record: logging.LogRecord) -> _Kind:
    return record.name, record.levelno, str(record.msg)


def _told(latest: logging.LogRecord, more: int) -> logging.LogRecord:
    return logging.LogRecord(
        latest.name,
        latest.levelno,
        latest.pathname,
        latest.lineno,
        "… %d more like this: %s",
        (more, latest.msg),
        None,
    )
