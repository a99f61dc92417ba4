import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from handlers.cli.log_sampling import SamplingHandler
from handlers.cli.logs import LogFile, LogTerms, configure


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.closed = False

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def close(self) -> None:
        self.closed = True
        super().close()


@dataclass
class Log:
    """What is said at which second, and what is written of it."""

    per_minute: int
    kept: Kept = field(default_factory=Kept)

    def __post_init__(self) -> None:
        self.handler = SamplingHandler(self.kept, self.per_minute)

    def says(
        self, second: float, template: str, *values: object, level: int = logging.WARNING
    ) -> None:
        record = logging.LogRecord("alfred", level, "x.py", 1, template, values, None)
        record.created = 1_000_000.0 + second
        self.handler.handle(record)


def test_what_is_too_much_of_a_kind_is_counted_and_told_in_the_next_minute() -> None:
    log = Log(per_minute=2)
    for number in range(314):
        log.says(number / 10, "call %d failed", number)

    log.says(61, "another")

    assert [
        "call 0 failed",
        "call 1 failed",
        "… 312 more like this: call %d failed",
        "another",
    ] == log.kept.lines


def test_other_kinds_have_their_own_number() -> None:
    log = Log(per_minute=1)

    log.says(0, "one")
    log.says(1, "two")
    log.says(2, "one")
    log.says(3, "one", level=logging.INFO)

    assert ["one", "two", "one"] == log.kept.lines


def test_each_minute_has_its_own_number() -> None:
    log = Log(per_minute=1)

    log.says(0, "one")
    log.says(60, "one")

    assert ["one", "one"] == log.kept.lines


def test_errors_are_all_written() -> None:
    log = Log(per_minute=1)

    for number in range(5):
        log.says(0, "error %d", number, level=logging.ERROR)

    assert [f"error {number}" for number in range(5)] == log.kept.lines


def test_without_a_limit_all_is_written() -> None:
    log = Log(per_minute=0)

    for _ in range(200):
        log.says(0, "one")

    assert 200 == len(log.kept.lines)


def test_what_was_left_out_last_is_told_at_the_end() -> None:
    log = Log(per_minute=1)
    log.says(0, "one")
    log.says(1, "one")

    log.handler.close()

    assert ["one", "… 1 more like this: one"] == log.kept.lines
    assert log.kept.closed


@contextmanager
def only(file: LogFile) -> Iterator[None]:
    """Log to this file, without the handlers of pytest, and close it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    configure(file, debug=False)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        for handler in root.handlers:
            handler.close()
        root.handlers[:] = handlers
        root.setLevel(level)


def test_the_log_file_is_sampled_as_its_terms_say(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "alfred.log"

    with only(LogFile(path, lambda: None, LogTerms(lines_per_minute=2))):
        for number in range(5):
            logging.getLogger("alfred").warning("call %d failed", number)
            logging.getLogger("alfred").info("call %d", number)

    lines = [line.partition(": ")[2] for line in path.read_text("utf-8").splitlines()]
    assert ["call 0 failed", "call 1 failed", "… 3 more like this: call %d failed"] == lines
