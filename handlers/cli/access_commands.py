"""``token`` and ``webhook``: who may use the API, and where digests are posted to."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import click

from handlers.cli.access_options import LABEL, NUMBER, OF_TENANT, SCOPE, URL
from handlers.cli.entry import Invocation

if TYPE_CHECKING:
    from handlers.cli.access import AccessStores

_remark: Final = partial(click.echo, err=True)


@click.group()
def token() -> None:
    """Make, list and revoke tokens of the HTTP API."""


@token.command("create")
@OF_TENANT
@SCOPE
@LABEL
@click.pass_obj
def create_token(invocation: Invocation, tenant: str, scopes: tuple[str, ...], label: str) -> None:
    """Make a token and print it, this once: only its hash is kept."""
    from handlers.cli.token import create_token

    _run(
        invocation,
        lambda stores: create_token(stores, tenant, scopes, label, click.echo, _remark),
    )


@token.command("list")
@OF_TENANT
@click.pass_obj
def list_tokens(invocation: Invocation, tenant: str) -> None:
    """List a tenant's tokens."""
    from handlers.cli.token import list_tokens

    _run(invocation, lambda stores: list_tokens(stores, tenant, click.echo))


@token.command("revoke")
@NUMBER
@OF_TENANT
@click.pass_obj
def revoke_token(invocation: Invocation, number: int, tenant: str) -> None:
    """Let a token open nothing from now on."""
    from handlers.cli.token import revoke_token

    _run(invocation, lambda stores: revoke_token(stores, tenant, number, click.echo))


@click.group()
def webhook() -> None:
    """Add, list and remove the URLs that a tenant's digests are posted to."""


@webhook.command("add")
@URL
@OF_TENANT
@click.pass_obj
def add_webhook(invocation: Invocation, url: str, tenant: str) -> None:
    """Add a URL and print the secret that signs what is posted there, this once."""
    from bot.settings import WebSettings
    from handlers.cli.configuration import load
    from handlers.cli.webhook import add_webhook
    from pipeline.webhooks.addresses import AddressRules

    rules = AddressRules(load(WebSettings).private_webhooks)
    _run(
        invocation,
        lambda stores: add_webhook(stores, rules, tenant, url, click.echo, _remark),
    )


@webhook.command("list")
@OF_TENANT
@click.pass_obj
def list_webhooks(invocation: Invocation, tenant: str) -> None:
    """List a tenant's URLs."""
    from handlers.cli.webhook import list_webhooks

    _run(invocation, lambda stores: list_webhooks(stores, tenant, click.echo))


@webhook.command("remove")
@NUMBER
@OF_TENANT
@click.pass_obj
def remove_webhook(invocation: Invocation, number: int, tenant: str) -> None:
    """Post nothing there any more."""
    from handlers.cli.webhook import remove_webhook

    _run(invocation, lambda stores: remove_webhook(stores, tenant, number, click.echo))


def _run(invocation: Invocation, work: Callable[["AccessStores"], Awaitable[None]]) -> None:
    programs = invocation.prepared()

    async def with_stores() -> None:
        async with programs.access() as stores:
            await work(stores)

    asyncio.run(with_stores())
