"""What is said of a backup and of a restore, and how far they are."""

import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Protocol, TypeAlias

import click
from rich.console import Console
from rich.progress import FileSizeColumn, Progress, SpinnerColumn, TextColumn, TransferSpeedColumn

from handlers.cli.backup_request import BackupRequest, RestoreRequest

Moved: TypeAlias = Callable[[str, int], None]
"""Is told of each so many bytes, and of which part they are."""
WholeFile: TypeAlias = Callable[[Path], AbstractContextManager[IO[bytes]]]

_MEGABYTE = 1_000_000


class Manifest(Protocol):
    @property
    def alfred(self) -> str: ...
    @property
    def revision(self) -> str: ...
    @property
    def taken_at(self) -> datetime: ...
    @property
    def rows(self) -> int: ...
    @property
    def documents(self) -> int: ...
    @property
    def sessions(self) -> Sequence[str]: ...


class Taken(Protocol):
    @property
    def manifest(self) -> Manifest: ...
    @property
    def size(self) -> int: ...
    @property
    def content(self) -> int: ...


class Settled(Protocol):
    @property
    def orders(self) -> int: ...
    @property
    def messages(self) -> int: ...
    @property
    def jobs(self) -> int: ...
    @property
    def schedules(self) -> int: ...


class Restored(Protocol):
    @property
    def manifest(self) -> Manifest: ...
    @property
    def revision(self) -> str: ...
    @property
    def left_out(self) -> Sequence[str]: ...
    @property
    def settled(self) -> Settled | None: ...


async def back_up(
    request: BackupRequest,
    whole_file: WholeFile,
    take: Callable[[IO[bytes], Moved], Awaitable[Taken]],
) -> None:
    """Write the archive, and say what is in it; on stderr where stdout is the archive."""
    target = nullcontext(sys.stdout.buffer) if request.to is None else whole_file(request.to)
    began = time.monotonic()
    with _meter() as moved, target as stream:
        taken = await take(stream, moved)
    say = partial(click.echo, err=request.to is None)
    seconds = max(time.monotonic() - began, 0.001)
    where = "stdout" if request.to is None else str(request.to)
    say(f"backed up {_contents(taken.manifest)} to {where}")
    say(
        f"{_sized(taken.content)} as {_sized(taken.size)} in {seconds:.1f} s"
        f" ({taken.content / seconds / _MEGABYTE:.0f} MB/s), schema {taken.manifest.revision}"
    )
    if taken.manifest.sessions:
        say("whoever has this file can read people's accounts — keep it as you keep a password")


async def restore(
    request: RestoreRequest, put_back: Callable[[Moved], Awaitable[Restored]]
) -> None:
    """Restore the archive, and say what came of it and what is to be done next."""
    began = time.monotonic()
    with _meter() as moved:
        restored = await put_back(moved)
    manifest, seconds = restored.manifest, time.monotonic() - began
    click.echo(f"restored {_contents(manifest)} from {request.archive} in {seconds:.1f} s")
    click.echo(
        f"as it was at {manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC, by Alfred {manifest.alfred}"
        f" at revision {manifest.revision}; the schema is at revision {restored.revision}"
    )
    if restored.left_out:
        click.echo("vectors were left out: this server has no pgvector — they are made anew")
    if restored.settled is None:
        click.echo("what was under way goes on at the next start")
    else:
        click.echo(_over(restored.settled))
    if manifest.sessions:
        click.echo(
            "stop the other copy for good first: Telegram ends sessions that are used twice"
        )
    click.echo("stages and kill switches are those of the backup — look at /canary status")


@contextmanager
def _meter() -> Iterator[Moved]:
    """Show on a terminal which part is at work and how fast; nothing anywhere else."""
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        FileSizeColumn(),
        TransferSpeedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with progress:
        task = progress.add_task("", total=None)
        yield lambda part, size: progress.update(task, description=part, advance=size)


def _contents(manifest: Manifest) -> str:
    sessions = len(manifest.sessions)
    return (
        f"{_counted(manifest.rows, 'row')}, {_counted(manifest.documents, 'document')}"
        f" and {_counted(sessions, 'session')}"
    )


def _over(settled: Settled) -> str:
    """What was open, and that nobody is told of it."""
    if not (settled.orders or settled.messages or settled.jobs or settled.schedules):
        return "nothing was under way"
    return (
        f"over, and nobody is told: {_counted(settled.orders, 'order')} that waited,"
        f" {_counted(settled.messages, 'message')} without an answer,"
        f" {_counted(settled.jobs, 'job')} that would send,"
        f" {_counted(settled.schedules, 'schedule')} with slots since then"
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _sized(size: int) -> str:
    if size < _MEGABYTE:
        return f"{size / 1_000:.1f} kB"
    return f"{size / _MEGABYTE:.1f} MB"
