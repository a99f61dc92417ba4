"""The commands: what can be asked for, and with which options.

A command imports what it needs when it runs, so that ``--help`` and wrong options answer at once.
"""

import asyncio
from pathlib import Path
from typing import Any

import click

from handlers.cli.about import ROOT, VERSION
from handlers.cli.access_commands import token, webhook
from handlers.cli.backup_commands import backup, restore
from handlers.cli.entry import FAILED, Invocation
from handlers.cli.evaluate_options import evaluate_options
from handlers.cli.examples import EVALUATE_EXAMPLES, EXAMPLES, REPLAY_EXAMPLES, RUN_EXAMPLES
from handlers.cli.health import health
from handlers.cli.options import replay_options
from handlers.cli.trace_command import trace
from handlers.service.roles import Role, Roles


@click.group(
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(VERSION, prog_name="Alfred", message="%(prog)s %(version)s")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the embedded databases and the log are kept; ALFRED_HOME by default.",
)
@click.option("--debug", is_flag=True, help="Log everything to stderr and show tracebacks.")
@click.pass_obj
def alfred(invocation: Invocation, home: Path | None, debug: bool) -> None:
    """Digests of Telegram groups, whose every statement is backed by messages."""
    invocation.home = home
    invocation.debug = debug


alfred.add_command(health)
alfred.add_command(token)
alfred.add_command(webhook)
alfred.add_command(backup)
alfred.add_command(restore)
alfred.add_command(trace)


@alfred.command(epilog=REPLAY_EXAMPLES)
@replay_options
@click.pass_obj
def replay(invocation: Invocation, /, **options: Any) -> None:
    """Read a Telegram Desktop export and tell what was said.

    EXPORT is the result.json of one chat or of an account, or the folder that holds it. Reading
    the same export again changes nothing; a longer one adds what is new.
    """
    from handlers.cli.request import replay_request

    request = replay_request(options)
    asyncio.run(invocation.prepared().replay(request))


@alfred.command(epilog=EVALUATE_EXAMPLES)
@evaluate_options
@click.pass_obj
def evaluate(invocation: Invocation, /, **options: Any) -> None:
    """Digest chats, deliver nothing, and print how good the digests are.

    DATA is an export as for replay, or a folder with several: *.json files, or sub-folders with a
    result.json. What must and must not be told of result.json may stand beside it in
    result.expected.json: {"must_mention": [[101, 102]], "must_not_say": ["regex"]}.

    All of it happens in a database that is made for this and deleted at the end. DATABASE_URL is
    ignored, so that nothing of yours is touched and no stored answer is taken for a new one.

    The exit code is 1 if a chat fails or an average is below its --min-score.
    """
    from handlers.cli.evaluate_request import evaluate_request

    request = evaluate_request(options)
    asyncio.run(invocation.prepared().evaluate(request))


@alfred.command(epilog=RUN_EXAMPLES)
@click.option(
    "--roles",
    type=Roles(),
    default=",".join(Role),
    show_default=True,
    help="What this process does; several may share the databases.",
)
@click.pass_obj
def run(invocation: Invocation, roles: frozenset[Role]) -> None:
    """Run the service: read groups, answer people, send digests when they are due.

    It ends on SIGTERM or Ctrl-C, within twenty seconds, and loses nothing that was accepted.
    """
    asyncio.run(invocation.prepared().run(roles))


@alfred.command()
@click.pass_obj
def migrate(invocation: Invocation) -> None:
    """Bring the database's schema up to date.

    The embedded database does this by itself. A server's is migrated by its owner, whom
    MIGRATIONS_DATABASE_URL names.
    """
    asyncio.run(invocation.prepared().migrate())


@alfred.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Examine what a digest needs, and name the remedy of what is wrong.

    The exit code is 1 if something does not work.
    """
    invocation: Invocation = context.obj
    if not asyncio.run(invocation.prepared().doctor()):
        context.exit(FAILED)


@alfred.command()
@click.option("--yes", is_flag=True, help="It is meant.")
@click.pass_obj
def reset(invocation: Invocation, yes: bool) -> None:
    """Delete the embedded databases. Servers and the log are left alone."""
    asyncio.run(invocation.prepared().reset(sure=yes))


@alfred.group()
def schema() -> None:
    """Write machine-readable descriptions."""


@schema.command()
def events() -> None:
    """Write docs/events/*.schema.json from the events' models."""
    from handlers.cli.schema import write_event_schemas

    written = write_event_schemas(ROOT / "docs" / "events")
    for name in (*written.changed, *written.removed):
        click.echo(f"docs/events/{name}")
    if not (written.changed or written.removed):
        click.echo(f"nothing to do: all {written.total} schemas are current")
