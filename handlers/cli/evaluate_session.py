"""An evaluation as a person sees it: progress, the table, and an end that a script can read."""

import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console

from bot.views.evaluation_progress import EvaluationProgress
from handlers.cli.evaluate import Evaluate
from handlers.cli.evaluate_data import read_scorecard
from handlers.cli.evaluate_output import refuse_shortcomings, show
from handlers.cli.evaluate_request import EvaluateRequest
from handlers.cli.import_export import TURN_SECONDS
from handlers.cli.replay import Replay
from handlers.cli.request import ReplayRequest
from pipeline.digest.ports import Wording

HOMES = "alfred-evaluation-"
"""How the names of throw-away homes begin, among other temporary files."""


async def evaluate_chats(
    request: EvaluateRequest,
    wording: Wording,
    opening: Callable[[Path, ReplayRequest], AbstractAsyncContextManager[Replay]],
) -> None:
    """Digest the chats in a throw-away home; ``opening`` opens what a replay works with there.

    Raises:
        AlfredError: A chat failed or an average is below its floor, after the table was shown.
    """
    sys.setswitchinterval(TURN_SECONDS)
    older = None if request.compare is None else read_scorecard(request.compare)
    watcher = EvaluationProgress(Console(stderr=True), wording, quiet=request.quiet)
    with TemporaryDirectory(prefix=HOMES) as home:
        card = await Evaluate(lambda asked: opening(Path(home), asked), watcher)(request)
    show(card, older, wording, request.format, request.out)
    if request.out is not None and not request.quiet:
        click.echo(wording.say("replay-written", path=str(request.out)), err=True)
    refuse_shortcomings(card, request.floors)
