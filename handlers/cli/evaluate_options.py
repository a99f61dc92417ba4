"""What a person types after ``evaluate``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from handlers.cli.floors import Floor
from handlers.cli.options import ALL, CHAT, WINDOW
from handlers.cli.paths import Output
from handlers.cli.times import Zone

F = TypeVar("F", bound=Callable[..., Any])


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
    CHAT,
    WINDOW,
    click.option(
        "--last",
        type=click.IntRange(min=1),
        metavar="N",
        help="The last N windows of each chat.  [default: 3]",
    ),
    ALL,
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
