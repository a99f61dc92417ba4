"""What a person types after ``trace``."""

import re
import uuid
from typing import Final

import click

from handlers.cli.options import Tenant
from pipeline.tracing.wanted import Wanted

_NUMBER: Final = re.compile(r"(?:(order|digest|window):)?([1-9][0-9]{0,18})", re.ASCII)
_MOST: Final = 2**63 - 1


class Reference(click.ParamType[Wanted]):
    """A number, of an order unless it says otherwise, or an id of the log."""

    name = "digest"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Wanted:
        written = str(value).strip().lower()
        found = _NUMBER.fullmatch(written)
        if found and int(found[2]) <= _MOST:
            number = int(found[2])
            match found[1]:
                case "digest":
                    return Wanted("digest", number)
                case "window":
                    return Wanted("window", number)
                case _:
                    return Wanted("order", number)
        try:
            return Wanted("correlation", correlation=uuid.UUID(written))
        except ValueError:
            raise click.BadParameter(
                f"{value!r} is no number of an order, no digest:N, no window:N and no correlation",
                ctx,
                param,
            ) from None


REFERENCE = click.argument("wanted", type=Reference(), metavar="DIGEST")
TENANT = click.option(
    "--tenant",
    type=Tenant(),
    default="default",
    show_default=True,
    metavar="NAME",
    help="Whose window or digest, if nobody ordered it; a person's own is telegram:<id>.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")
