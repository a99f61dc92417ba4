"""How a command ends: what is said, on one line of stderr, and the exit code.

=== ======================================================================
0   done
1   it failed, or something unexpected happened (the log file holds where)
2   what was asked for is not possible as asked
130 interrupted by Ctrl-C
141 the reader of our output went away (``| head``)
143 ended by SIGTERM
=== ======================================================================
"""

import errno
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from handlers.cli.logs import LogFile, configure
from pipeline.errors import AlfredError, BadInputError

if TYPE_CHECKING:
    from handlers.cli.programs import Programs

PROGRAM = "python main.py"

FAILED, BAD_INPUT, INTERRUPTED, READER_LEFT, TERMINATED = 1, 2, 130, 141, 143


Compose = Callable[[Path | None], "Programs"]
"""Reads the settings and puts the programs together; a home that is given goes before theirs."""


@dataclass(slots=True)
class Invocation:
    """What the options before the command said; a failure is reported by them."""

    compose: Compose
    debug: bool = False
    home: Path | None = None
    log: LogFile | None = None
    terminated: bool = False

    def prepared(self) -> "Programs":
        """Return what commands run; from now on there is a log.

        Raises:
            BadInputError: A setting is not possible.
        """
        programs = self.compose(self.home)
        self.log = programs.log_file()
        configure(self.log, debug=self.debug)
        return programs


def run(commands: click.Group, arguments: Sequence[str], compose: Compose) -> int:
    """Run one command line and return its exit code; nothing is raised, nothing left unflushed."""
    invocation = Invocation(compose)
    _accept_any_text()
    try:
        with _terminable(invocation):
            with commands.make_context(PROGRAM, list(arguments), obj=invocation) as context:
                commands.invoke(context)
            sys.stdout.flush()
    except BaseException as error:  # each way to end has its code, and none prints a traceback
        return _end(_sole(error), invocation)
    return 0


def _accept_any_text() -> None:
    """Let no text of a chat break the output, be it a lone surrogate or a narrow locale.

    Python has no stream where the shell closed one (``>&-``).
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name) or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
        stream.reconfigure(errors="replace")
        setattr(sys, name, stream)


@contextmanager
def _terminable(invocation: Invocation) -> Iterator[None]:
    """End on SIGTERM the way Ctrl-C does, so that open resources are closed."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        invocation.terminated = True
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            raise KeyboardInterrupt  # a shell ignores Ctrl-C for what it starts in the background
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _sole(error: BaseException) -> BaseException:
    """Return the one error that a task group wrapped; a group of several stays a group."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _end(error: BaseException, invocation: Invocation) -> int:
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case SystemExit() if isinstance(error.__context__, BrokenPipeError):
            return READER_LEFT  # a rich console met it first
        case SystemExit(code=int(code)):
            return code
        case click.exceptions.NoArgsIsHelpError():
            error.show()
            return BAD_INPUT
        case click.ClickException():
            return _say(_usage(error), error.exit_code)
        case KeyboardInterrupt() | click.Abort():
            code = TERMINATED if invocation.terminated else INTERRUPTED
            return _say("interrupted — run the same command again to go on", code)
        case _ if _reader_left(error):
            return READER_LEFT
    return _failure(error, invocation)


def _failure(error: BaseException, invocation: Invocation) -> int:
    if invocation.debug:
        traceback.print_exception(error)
    match error:
        case BadInputError():
            return _say(str(error), BAD_INPUT)
        case AlfredError():
            return _say(str(error), FAILED)
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            what = "the disk is full — free some space and run the same command again"
            return _say(what, FAILED)
        case OSError(filename=str() | Path() as name, strerror=str(reason)):
            what = f"{name} cannot be used ({reason}) — check the path and its permissions"
            return _say(what, FAILED)
    return _say(_unexpected(error, invocation), FAILED)


def _say(message: str, code: int) -> int:
    """One line, whatever the message quotes: a title of a chat may hold escape sequences."""
    line = "".join(each if each.isprintable() else "�" for each in " ".join(message.split()))
    click.echo(f"error: {line}", err=True)
    return code


def _usage(error: click.ClickException) -> str:
    message = error.format_message().rstrip(".")
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else PROGRAM
    return f"{message[:1].lower()}{message[1:]} — see {path} --help"


def _unexpected(error: BaseException, invocation: Invocation) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    what = f"unexpected {type(error).__name__}{where}"
    again = f"run it as {PROGRAM} --debug … to see all of it"
    if invocation.log and invocation.log.record(what, error):
        return f"{what} — its traceback is in {invocation.log.path}; {again}"
    return f"{what} — {again}"


def _reader_left(error: BaseException) -> bool:
    """Whether stdout is a pipe that nobody reads; what is left to say is then thrown away.

    A broken pipe alone does not tell: a database's socket breaks in the same way. Nor does a flush
    that succeeds: what broke the pipe may have left nothing to flush.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        left = True
    else:
        left = isinstance(error, BrokenPipeError) and _hung_up(sys.stdout.fileno())
    if left:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    return left


def _hung_up(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))
