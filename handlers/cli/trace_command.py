"""``trace``: what became of one digest."""

import asyncio
from typing import TYPE_CHECKING

import click

from handlers.cli.entry import Invocation
from handlers.cli.trace_options import AS_JSON, REFERENCE, TENANT

if TYPE_CHECKING:
    from pipeline.tracing.wanted import Wanted

_EXAMPLES = """\b
Examples:
  python main.py trace 17                      what was ordered under this number
  python main.py trace digest:12               by the number that dead letters and the log name
  python main.py trace window:9 --tenant team  what a replay made of it
  python main.py trace 8f14e45fceea167a5a36dedd4bea2543 --json
"""


@click.command(epilog=_EXAMPLES)
@REFERENCE
@TENANT
@AS_JSON
@click.pass_obj
def trace(invocation: Invocation, wanted: "Wanted", tenant: str, as_json: bool) -> None:
    """Tell the life of one digest: events, stages, calls of models, deliveries.

    DIGEST is the number that the API and webhooks give it, which is its order's; digest:N is the
    digest's own, window:N that of the window which it tells. A correlation, which stands in every
    line of the log, leads to the first order that was placed under it.
    """
    from handlers.cli.trace import show_trace

    programs = invocation.prepared()

    async def with_stores() -> None:
        async with programs.tracing() as stores:
            await show_trace(stores, wanted, tenant, as_json=as_json)

    asyncio.run(with_stores())
