"""``backup`` and ``restore``: the whole installation as one file, and back."""

import asyncio
import sys
from pathlib import Path

import click

from handlers.cli.entry import Invocation
from pipeline.errors import BadInputError

BACKUP_EXAMPLES = """\b
Examples:
  python main.py backup --to /var/backups/alfred             a file named after the time
  python main.py backup --to - | age -r age1… > alfred.tar.age
"""

RESTORE_EXAMPLES = """\b
Examples:
  python main.py --home fresh restore alfred-20261121T021530Z.tar
  python main.py restore alfred-20261121T021530Z.tar --replace
"""

_MEANT = "replace"


@click.command(epilog=BACKUP_EXAMPLES)
@click.option(
    "--to",
    "to",
    metavar="FILE|FOLDER|-",
    required=True,
    help="Where to write it; - is stdout.",
)
@click.option(
    "--without-sessions",
    is_flag=True,
    help="Leave out what keeps people's accounts logged in; they connect them again.",
)
@click.pass_obj
def backup(invocation: Invocation, to: str, without_sessions: bool) -> None:
    """Write the databases and the accounts' sessions to one file, while the service runs.

    The file is readable to its owner alone and not encrypted: who has it can read everything, and
    with the sessions people's accounts. It holds no setting and no token.
    """
    from handlers.cli.backup_request import backup_request

    if to == "-" and sys.stdout.isatty():
        raise BadInputError("a terminal cannot hold a backup — name a file, or pipe it on")
    request = backup_request(to, sessions=not without_sessions)
    asyncio.run(invocation.prepared().backup(request))


@click.command(epilog=RESTORE_EXAMPLES)
@click.argument(
    "archive", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
@click.option("--replace", is_flag=True, help="Delete the installation that is there.")
@click.option("--yes", is_flag=True, help="--replace is meant; do not ask.")
@click.option(
    "--resume-work",
    is_flag=True,
    help="Go on with what was under way: the service was stopped before the backup, for good.",
)
@click.pass_obj
def restore(
    invocation: Invocation, archive: Path, replace: bool, yes: bool, resume_work: bool
) -> None:
    """Make an empty installation the one that a backup holds.

    Every byte is verified first. What was under way at the backup is over, since the service that
    went on finished it: no digest and no answer goes out twice. --resume-work lets it go on.
    """
    from handlers.cli.backup_request import RestoreRequest

    if replace and not yes:
        _ask()
    request = RestoreRequest(archive, replace=replace, resume_work=resume_work)
    asyncio.run(invocation.prepared().restore(request))


def _ask() -> None:
    if not sys.stdin.isatty():
        raise BadInputError("--replace deletes the installation — if that is meant, add --yes")
    said = click.prompt(
        f"This deletes the installation that is there. Type {_MEANT} if that is meant", err=True
    )
    if said != _MEANT:
        raise BadInputError("nothing was changed — type the word, or leave --replace out")
