"""Where the quality table goes, and whether it is good enough."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TextIO

from rich.console import Console

from bot.views import evaluation
from handlers.cli.output import put
from pipeline.digest.ports import Wording
from pipeline.digest.scorecard import Scorecard
from pipeline.digest.scorecard_changes import Changes, changes
from pipeline.errors import AlfredError

FILE_COLUMNS = 130
"""Wide enough for every column: a table is not wrapped where no terminal demands it."""


class EvaluationFailedError(AlfredError):
    """A chat could not be evaluated, or an average is below its floor."""


def show(
    card: Scorecard,
    older: Scorecard | None,
    wording: Wording,
    form: Literal["text", "json"],
    out: Path | None,
) -> None:
    """Write the table, and what is different from an older one."""
    found = None if older is None else changes(older, card)
    put(out, lambda file: _write(card, found, wording, form, file))


def refuse_shortcomings(card: Scorecard, floors: Sequence[tuple[str, float]]) -> None:
    """Let the command fail where a chat did or an average is too low; the table was shown before.

    Raises:
        EvaluationFailedError: That is so.
    """
    faults = list(_below(card, floors))
    remedy = "--format json holds the scores of each window"
    failed = [failure for failure in card.failures if not failure.quiet]
    if failed:
        faults.insert(0, f"{len(failed)} of the evaluations failed")
        remedy = "mend or remove what is named above"
    if faults:
        raise EvaluationFailedError(f"{'; '.join(faults)} — {remedy}")


def _below(card: Scorecard, floors: Sequence[tuple[str, float]]) -> Iterator[str]:
    for average in card.averages:
        for name, floor in floors:
            value = average.total.measure(name)
            if value is None:
                yield (
                    f"{name} of {average.engine} is unknown, as no .expected.json asks for a"
                    " message of these windows"
                )
            elif value < floor:
                yield f"{name} of {average.engine} averages {value:.4g}, below {floor:g}"


def _write(
    card: Scorecard,
    found: Changes | None,
    wording: Wording,
    form: Literal["text", "json"],
    file: TextIO,
) -> None:
    if form == "json":
        json.dump(evaluation.to_json(card, found), file, ensure_ascii=False, indent=2)
        file.write("\n")
        return
    width = None if file.isatty() else FILE_COLUMNS
    Console(file=file, width=width).print(evaluation.render(card, found, wording))
