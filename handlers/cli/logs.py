"""The log of the command line: warnings in a file by default, everything on stderr on request."""

import logging
import re
import traceback
from collections.abc import Callable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_BYTES = 1_000_000
_FILES = 3
_TOKEN = re.compile(r"\d+:[\w-]{20,}")


class TokenlessFormatter(logging.Formatter):
    """Takes bot tokens out of all that is logged: they are in addresses, which libraries log."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("<token>", super().format(record))


class DiscreetFormatter(TokenlessFormatter):
    """Shows of an exception where it came from and its type, not what it says.

    The text of a foreign exception may quote the value that it met: a message, a name, a password.
    """

    def formatException(  # noqa: N802 - the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "" if ei[1] is None else "\n".join(_described(ei[1]))


class LogFile(RotatingFileHandler):
    """A log file that is made when there is something to write, and never disturbs a command."""

    def __init__(self, path: Path, prepare: Callable[[], object]) -> None:
        super().__init__(path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True)
        self.path = path
        self._prepare = prepare
        self._failed = False
        self.setFormatter(DiscreetFormatter(_FORMAT))

    def record(self, message: str, error: BaseException) -> bool:
        """Write an error with its traceback; False if it could not be written."""
        self._failed = False
        trace = (type(error), error, error.__traceback__)
        self.handle(logging.LogRecord("alfred", logging.ERROR, __file__, 0, message, None, trace))
        return not self._failed

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        self._failed = True

    def _open(self) -> TextIOWrapper:
        self._prepare()
        self.path.parent.mkdir(exist_ok=True)
        return super()._open()


def configure(file: LogFile, *, debug: bool) -> None:
    """Send warnings to the file, with ``debug`` everything to stderr as well."""
    logging.captureWarnings(capture=True)
    file.setLevel(logging.WARNING)
    handlers: list[logging.Handler] = [file]
    if debug:
        stderr = logging.StreamHandler()
        stderr.setFormatter(TokenlessFormatter(_FORMAT))
        handlers.append(stderr)
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, handlers=handlers)


def _described(error: BaseException) -> list[str]:
    lines = []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        lines += [*_described(before), "  … which led to"]
    lines += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
    lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            lines += ["  … together with", *_described(each)]
    return lines
