"""What a person types after ``replay``."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from handlers.cli.paths import Export, Output
from handlers.cli.times import Moment, Zone

F = TypeVar("F", bound=Callable[..., Any])


class Tenant(click.ParamType[str]):
    """A name that the database can hold."""

    name = "tenant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = str(value).strip()
        try:
            name.encode()  # the shell's bytes that are no UTF-8 come as lone surrogates
        except UnicodeEncodeError:
            name = ""
        if not name or "\0" in name:
            raise click.BadParameter(f"{value!r} is no name such as team", ctx, param)
        return name


def replay_options(command: F) -> F:
    """Give a command the argument and the options of ``replay``, in this order."""
    for option in reversed(_REPLAY):
        command = option(command)
    return command


CHAT = click.option("--chat", metavar="TITLE|ID", help="Which chat of an account's export.")
WINDOW = click.option(
    "--window",
    type=click.Choice(["4h", "6h", "12h", "24h"]),
    default="24h",
    show_default=True,
    help="Length of a window.",
)
ALL = click.option("--all", "every", is_flag=True, help="All windows.")

_REPLAY: tuple[Callable[[Any], Any], ...] = (
    click.argument("export", type=Export()),
    CHAT,
    WINDOW,
    click.option(
        "--last", type=click.IntRange(min=1), metavar="N", help="The last N windows.  [default: 1]"
    ),
    ALL,
    click.option("--from", "start", type=Moment(), metavar="T", help="Windows from this time on."),
    click.option("--to", "end", type=Moment(), metavar="T", help="Windows before this time."),
    click.option(
        "--lang",
        type=click.Choice(["ru", "en"]),
        default="ru",
        show_default=True,
        help="Language of the digest.",
    ),
    click.option(
        "--engine",
        type=click.Choice(["auto", "rules", "model"]),
        default="auto",
        show_default=True,
        help="Who writes it: offline rules, a language model, or the model where one is set up.",
    ),
    click.option(
        "--format",
        type=click.Choice(["text", "html", "json"]),
        default="text",
        show_default=True,
        help="Form of the digests.",
    ),
    click.option(
        "--out",
        type=Output(),
        metavar="PATH",
        help="Write to a file.  [default: stdout]",
    ),
    click.option(
        "--tz", type=Zone(), metavar="ZONE", help="Zone of the chat.  [default: the system's]"
    ),
    click.option(
        "--tenant",
        type=Tenant(),
        default="default",
        show_default=True,
        metavar="NAME",
        help="Whose data.",
    ),
    click.option("--quiet", is_flag=True, help="No progress bar and no remarks."),
)
