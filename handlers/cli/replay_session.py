"""A replay as a person sees it: progress, remarks, the digests, and what to do next."""

import shlex
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

import click
from rich.console import Console

from bot.views.progress import ReplayProgress
from bot.views.report import Report
from handlers.cli.import_export import TURN_SECONDS
from handlers.cli.output import show
from handlers.cli.remarks import program, refuse_failures, remarks, stand_ins
from handlers.cli.replay import Replay
from handlers.cli.request import ReplayRequest
from handlers.export.reader import open_export
from pipeline.digest.ports import RunWatcher, Wording


async def replay_export(
    request: ReplayRequest,
    wording: Wording,
    opening: Callable[[RunWatcher], AbstractAsyncContextManager[Replay]],
) -> None:
    """Read the export, show its digests; ``opening`` opens what a replay works with.

    Raises:
        AlfredError: As ``Replay``; or a window failed, after the others were shown.
    """
    sys.setswitchinterval(TURN_SECONDS)
    export = open_export(request.export, request.chat, request.zone)
    progress = ReplayProgress(Console(stderr=True), wording, export.size, quiet=request.quiet)
    async with opening(progress) as replay:
        try:
            with progress:
                report = await replay(export, request, progress)
        finally:
            if progress.began and not request.quiet:
                said = partial(click.echo, err=True)
                remarks(progress.accepted, export.problems.counts, wording, said)
    show(report, wording, request.format, request.out)
    refuse_failures(report)
    if not request.quiet:
        _say_what_next(report, request, wording)


def _say_what_next(report: Report, request: ReplayRequest, wording: Wording) -> None:
    advice = stand_ins(report, wording)
    if advice is not None:
        click.echo(advice, err=True)
    if request.out is not None:
        click.echo(wording.say("replay-written", path=str(request.out)), err=True)
    if request.format != "json":
        export = shlex.quote(str(request.export))
        click.echo(wording.say("replay-next", program=program(), export=export), err=True)
