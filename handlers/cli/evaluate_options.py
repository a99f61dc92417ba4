"""What a person types after ``evaluate``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from handlers.cli.options import Output, Zone

F = TypeVar("F", bound=Callable[..., Any])

MEASURES = (
    "faithfulness",
    "completeness",
    "relevance",
    "coherence",
    "evidence_precision",
    "mentioned",
)
"""What a floor can be set for. Named here too, because --help loads no models."""


class Floor(click.ParamType[tuple[str, float]]):
    """A measure and the least that its average has to be, such as ``faithfulness=0.9``."""

    name = "name=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        if isinstance(value, tuple):
            return value
        name, _, least = str(value).partition("=")
        if name not in MEASURES:
            message = f"{name!r} is no measure; there are {', '.join(MEASURES)}"
            raise click.BadParameter(message, ctx, param)
        try:
            floor = float(least)
        except ValueError:
            floor = -1.0
        if not 0 <= floor <= 1:
            message = f"{least!r} is no score from 0 to 1, such as {name}=0.9"
            raise click.BadParameter(message, ctx, param)
        return name, floor


def evaluate_options(command: F) -> F:
    """Give a command the argument and the options of ``evaluate``, in this order."""
    for option in reversed(_EVALUATE):
        command = option(command)
    return command


_EVALUATE: tuple[Callable[[Any], Any], ...] = (
    click.argument("data", type=click.Path(exists=True, readable=True, path_type=Path)),
    click.option(
        "--engine",
        "engines",
        type=click.Choice(["rules", "model", "auto"]),
        multiple=True,
        help="Who writes; may be given several times.  [default: rules, and model if configured]",
    ),
    click.option("--chat", metavar="TITLE|ID", help="Which chat of an account's export."),
    click.option(
        "--window",
        type=click.Choice(["4h", "6h", "12h", "24h"]),
        default="24h",
        show_default=True,
        help="Length of a window.",
    ),
    click.option(
        "--last",
        type=click.IntRange(min=1),
        metavar="N",
        help="The last N windows of each chat.  [default: 3]",
    ),
    click.option("--all", "every", is_flag=True, help="All windows."),
    click.option(
        "--lang",
        type=click.Choice(["ru", "en"]),
        default="ru",
        show_default=True,
        help="Language of the digests and of the table.",
    ),
    click.option(
        "--tz", type=Zone(), metavar="ZONE", help="Zone of the chats.  [default: the system's]"
    ),
    click.option(
        "--min-score",
        "floors",
        type=Floor(),
        multiple=True,
        help="Fail if the average of a measure is lower; may be given several times.",
    ),
    click.option(
        "--compare",
        type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
        metavar="JSON",
        help="Show the differences from an earlier --format json.",
    ),
    click.option(
        "--format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="Form of the table.",
    ),
    click.option(
        "--out", type=Output(), metavar="PATH", help="Write to a file.  [default: stdout]"
    ),
    click.option("--quiet", is_flag=True, help="No progress."),
)
