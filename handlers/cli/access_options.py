"""What a person types after ``token`` and ``webhook``."""

from typing import Final

import click

from handlers.cli.options import Tenant
from pipeline.groups.models import Scope


class Label(click.ParamType[str]):
    """A remark that a list can show on one line, and that the database can hold."""

    name = "label"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        label = str(value).strip()
        if not label.isprintable() or len(label) > _LONGEST_LABEL:
            raise click.BadParameter("write at most 100 characters on one line", param=param)
        return label


_LONGEST_LABEL: Final = 100

OF_TENANT = click.option(
    "--tenant",
    type=Tenant(),
    default="default",
    show_default=True,
    metavar="NAME",
    help="Whose; a person's own tenant is telegram:<id>.",
)
SCOPE = click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    default=[Scope.READ.value],
    show_default=True,
    help="What it allows; may be given twice.",
)
LABEL = click.option("--label", type=Label(), default="", help="What it is for.")
NUMBER = click.argument("number", type=click.IntRange(min=1, max=2**63 - 1))
URL = click.argument("url")
