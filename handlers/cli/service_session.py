"""A run of the service as its operator sees it: what keeps it from starting, then its parts."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

import click

from bot.settings import (
    AlertSettings,
    TelegramSettings,
    TelethonSettings,
    WebhookSettings,
    WebSettings,
)
from handlers.cli.configuration import load
from handlers.service.before_start import Edges, check_first, checks_before_start, required
from handlers.service.program import Stage, serve
from handlers.service.roles import Role
from handlers.service.systemd import Systemd, SystemdSettings
from pipeline.health.parts import Part


async def run_service(
    roles: frozenset[Role],
    opening: Callable[[Edges], AbstractAsyncContextManager[tuple[Sequence[Part], Stage]]],
) -> None:
    """Run until SIGTERM or Ctrl-C; ``opening`` opens the parts and what they stand on.

    Raises:
        BadInputError: A setting is not possible, or Telegram refuses one.
    """
    edges = Edges(
        load(TelegramSettings),
        load(TelethonSettings),
        load(WebhookSettings),
        load(WebSettings),
        load(AlertSettings),
    )
    required(roles, edges)
    await check_first(checks_before_start(roles, edges), click.echo)
    await serve(lambda: opening(edges), click.echo, Systemd(load(SystemdSettings)))
