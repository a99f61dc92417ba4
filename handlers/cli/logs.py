"""The log of the command line: warnings in a file by default, everything on stderr on request."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

from handlers.cli.log_lines import DiscreetFormatter, JsonFormatter, MaskingFormatter
from handlers.cli.log_sampling import SamplingHandler

_BYTES = 1_000_000
_FILES = 3


@dataclass(frozen=True, slots=True)
class LogTerms:
    form: Literal["text", "json"] = "text"
    level: int = logging.WARNING
    to: Literal["file", "stderr"] = "file"
    lines_per_minute: int = 0
    """Of one kind, errors apart; 0: no limit."""

    def formatter(self) -> logging.Formatter:
        return JsonFormatter() if self.form == "json" else DiscreetFormatter()


USUAL = LogTerms()


class LogFile(RotatingFileHandler):
    """A log file that is made when there is something to write, and never disturbs a command."""

    def __init__(self, path: Path, prepare: Callable[[], object], terms: LogTerms = USUAL) -> None:
        super().__init__(path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True)
        self.path = path
        self.terms = terms
        self._prepare = prepare
        self._failed = False
        self.setFormatter(terms.formatter())

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
    """Log as the file's terms say, and with ``debug`` everything to stderr as well."""
    logging.captureWarnings(capture=True)
    terms = file.terms
    chosen: logging.Handler = file if terms.to == "file" else logging.StreamHandler()
    chosen.setFormatter(terms.formatter())
    chosen.setLevel(terms.level)
    handlers: list[logging.Handler] = [SamplingHandler(chosen, terms.lines_per_minute)]
    if debug:
        stderr = logging.StreamHandler()
        stderr.setFormatter(MaskingFormatter())
        handlers.append(stderr)
    logging.basicConfig(level=logging.DEBUG if debug else terms.level, handlers=handlers)
