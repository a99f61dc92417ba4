"""What a line of the log says, as text or as JSON, and what it never says."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Final

from pipeline.tracing.correlation import current

_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# Bot tokens are in addresses, which libraries log; the others are here lest one ever is.
_MASKED: Final = (
    (re.compile(r"\d+:[\w-]{20,}"), "<token>"),
    (re.compile(r"\balf_[\w-]{20,}"), "<token>"),
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{16,}", re.IGNORECASE), r"\1 <token>"),
    (re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"), "<login>"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w"), "<address>"),
    (re.compile(r"(?<![\w+])\+\d[\d ()-]{8,16}\d"), "<number>"),
)


def masked(text: str) -> str:
    """Take tokens, passwords, mail addresses and telephone numbers out of a text."""
    for what, instead in _MASKED:
        text = what.sub(instead, text)
    return text


class MaskingFormatter(logging.Formatter):
    """A line of text, with what it was done for at its end."""

    def __init__(self) -> None:
        super().__init__(_FORMAT)

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        line = super().formatMessage(record)
        work = current()
        named = [f"{name}={value}" for name, value in work.ids.items()]
        if work.correlation is not None:
            named.append(f"correlation={work.correlation.hex}")
        return f"{line} [{' '.join(named)}]" if named else line


class DiscreetFormatter(MaskingFormatter):
    """Shows of an exception where it came from and its type, not what it says.

    The text of a foreign exception may quote the value that it met: a message, a name, a password.
    """

    def formatException(  # noqa: N802 - the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "" if ei[1] is None else "\n".join(_described(ei[1]))


class JsonFormatter(DiscreetFormatter):
    """An object on a line: time, level, logger, event, message, correlation, and ids.

    ``event`` is the message before its values are put in, by which lines of one kind are found.
    """

    def format(self, record: logging.LogRecord) -> str:
        work = current()
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": masked(str(record.msg)),
            "message": masked(record.getMessage()),
            "correlation": None if work.correlation is None else work.correlation.hex,
            **work.ids,
        }
        if record.exc_info:
            line["exception"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


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
