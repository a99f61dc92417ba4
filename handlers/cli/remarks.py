import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.views.report import Report
from handlers.export.problems import Problem
from pipeline.digest.model.reading import RUN_TOKENS
from pipeline.digest.ports import Wording
from pipeline.errors import AlfredError
from pipeline.ingest.ports import Accepted
from pipeline.llm.errors import QuotaSpentError
from pipeline.windows.models import WindowStatus

LIMITS = frozenset({QuotaSpentError.reason, RUN_TOKENS})
"""Reasons that lie in the settings alone: the model is well, and doctor would find nothing."""


class WindowsFailedError(AlfredError):
    """Some windows have no digest, because making it failed each time that it was tried."""


def refuse_failures(report: Report) -> None:
    """Let the command fail if a window did; what could be told was shown before.

    Raises:
        WindowsFailedError: A window failed.
    """
    failed = [each for each in report.windows if each.window.status is WindowStatus.FAILED]
    if failed:
        raise WindowsFailedError(
            f"{len(failed)} of {len(report.windows)} windows could not be digested"
            f" ({failed[0].window.reason}) — run the same command again, it goes on from there"
        )


def stand_ins(report: Report, wording: Wording) -> str | None:
    """What to do about a model in whose place the rules wrote; None if they did nowhere."""
    digests = [each.stored.digest for each in report.windows if each.stored]
    reasons = {fallback.reason for digest in digests for fallback in digest.fallbacks}
    if not reasons:
        return None
    if reasons <= LIMITS:
        return wording.say("replay-stand-ins-limited")
    return wording.say("replay-stand-ins", program=program())


def program() -> str:
    """What to type before a command, from here and with this Python."""
    here = Path.cwd()
    python = Path(sys.executable)
    shown = python.relative_to(here) if python.is_relative_to(here) else Path("python")
    return f"{shlex.quote(str(shown))} main.py"


def remarks(
    accepted: Accepted,
    problems: Mapping[Problem, int],
    wording: Wording,
    say: Callable[[str], None],
) -> None:
    """Say what an import read, and what it had to forgive."""
    say(
        wording.say(
            "replay-read",
            messages=accepted.added + accepted.edited + accepted.unchanged,
            added=accepted.added,
            edited=accepted.edited,
            unchanged=accepted.unchanged,
        )
    )
    for problem, count in sorted(problems.items()):
        say(wording.say("replay-problem", problem=problem, count=count))
