"""Each way a command can end has its exit code and says one line."""

import errno
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from handlers.cli.entry import Invocation, run
from handlers.cli.logs import LogFile, configure
from handlers.cli.programs import Programs
from pipeline.errors import AlfredError, BadInputError

SECRET = "the text of somebody's message"

Ending = Callable[[], None]


def _commands(ending: Ending, log: LogFile | None = None, *, debug: bool = False) -> click.Group:
    @click.group()
    @click.pass_obj
    def commands(invocation: Invocation) -> None:
        invocation.log = log
        invocation.debug = debug

    @commands.command()
    @click.option("--count", type=int)
    def work(count: int | None) -> None:
        ending()

    return commands


def _nothing(home: Path | None) -> Programs:
    raise AssertionError("these commands need no program")


def _raise(error: BaseException) -> Ending:
    def ending() -> None:
        raise error

    return ending


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogFile]:
    file = LogFile(tmp_path / "logs" / "alfred.log", lambda: None)
    yield file
    file.close()


@contextmanager
def _bare_root_logger() -> Iterator[None]:
    """As a command finds it; afterwards it is pytest's again."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:] = handlers
        root.setLevel(level)


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (AlfredError("no answer — wait"), 1, "no answer — wait"),
        (BadInputError("no export — name one"), 2, "no export — name one"),
        (ExceptionGroup("tasks", [BadInputError("no — yes")]), 2, "no — yes"),
        (AlfredError("two\nlines"), 1, "two lines"),
        (AlfredError("a chat \x1b[2J\u202e"), 1, "a chat �[2J�"),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            1,
            "the disk is full — free some space and run the same command again",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "out.html"),
            1,
            "out.html cannot be used (Permission denied) — check the path and its permissions",
        ),
        (KeyboardInterrupt(), 130, "interrupted — run the same command again to go on"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_an_error_is_one_line_on_stderr(
    error: BaseException, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = run(_commands(_raise(error)), ["work"], _nothing)

    assert (code, ("", f"error: {line}\n")) == (ended, capsys.readouterr())


def test_a_wrong_option_is_one_line_that_names_the_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended = run(_commands(_raise(AssertionError())), ["work", "--count", "many"], _nothing)

    line = (
        "error: invalid value for '--count': 'many' is not a valid integer"
        " — see python main.py work --help\n"
    )
    assert (2, ("", line)) == (ended, capsys.readouterr())


def test_success_is_zero_and_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    ended = run(_commands(lambda: None), ["work"], _nothing)

    assert (0, ("", "")) == (ended, capsys.readouterr())


@pytest.mark.parametrize("code", [0, 1, 3])
def test_a_command_chooses_its_own_code(code: int, capsys: pytest.CaptureFixture[str]) -> None:
    ended = run(_commands(lambda: click.get_current_context().exit(code)), ["work"], _nothing)

    assert (code, ("", "")) == (ended, capsys.readouterr())


def test_sigterm_ends_like_ctrl_c_with_its_own_code(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)

    ended = run(_commands(lambda: signal.raise_signal(signal.SIGTERM)), ["work"], _nothing)

    assert 143 == ended
    assert "error: interrupted — run the same command again to go on\n" == capsys.readouterr().err
    assert before == signal.getsignal(signal.SIGTERM)


def test_sigterm_ends_what_a_shell_started_in_the_background(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ended = run(_commands(lambda: signal.raise_signal(signal.SIGTERM)), ["work"], _nothing)
    finally:
        signal.signal(signal.SIGINT, before)

    assert 143 == ended
    assert capsys.readouterr().err.startswith("error: interrupted")


def test_the_unexpected_is_one_line_and_its_traceback_without_texts_is_in_the_log(
    log: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = run(_commands(_raise(ValueError(SECRET)), log), ["work"], _nothing)

    said = capsys.readouterr()
    written = log.path.read_text("utf-8")
    assert (1, "", 1) == (ended, said.out, said.err.count("\n"))
    assert said.err.startswith("error: unexpected ValueError in test_cli_endings.py:")
    assert f"its traceback is in {log.path}; " in said.err
    assert "in ending" in written
    assert "builtins.ValueError" in written
    assert SECRET not in said.err + written


def test_the_unexpected_is_told_even_where_no_log_can_be_written(
    log: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    log.path.parent.write_text("a file where the folder should be")

    ended = run(_commands(_raise(KeyError(SECRET)), log), ["work"], _nothing)

    said = capsys.readouterr().err
    assert 1 == ended
    assert said.startswith("error: unexpected KeyError in test_cli_endings.py:")
    assert said.endswith(" — run it as python main.py --debug … to see all of it\n")


def test_the_log_tells_causes_and_companions_by_type_only(log: LogFile) -> None:
    group = ExceptionGroup(SECRET, [ValueError(SECRET), TimeoutError(SECRET)])
    error = RuntimeError(SECRET)
    error.__cause__ = group

    recorded = log.record("what happened", error)

    written = log.path.read_text("utf-8")
    types = [line for line in written.splitlines() if line.startswith("builtins.")]
    names = ("ExceptionGroup", "ValueError", "TimeoutError", "RuntimeError")
    assert recorded
    assert [f"builtins.{name}" for name in names] == types
    assert SECRET not in written


def test_a_token_in_what_another_library_logs_is_taken_out(
    log: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "https://api.telegram.org/bot123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe"

    with _bare_root_logger():
        configure(log, debug=True)
        logging.getLogger("aiohttp").warning("GET %s", address)

    told = "aiohttp: GET https://api.telegram.org/bot<token>/getMe\n"
    assert log.path.read_text("utf-8").endswith(told)
    assert capsys.readouterr().err.endswith(told)


def test_debug_shows_the_whole_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    ended = run(_commands(_raise(ValueError(SECRET)), debug=True), ["work"], _nothing)

    said = capsys.readouterr().err
    assert 1 == ended
    assert "Traceback (most recent call last)" in said
    assert f"ValueError: {SECRET}" in said
