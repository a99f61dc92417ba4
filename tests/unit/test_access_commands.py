"""``token`` and ``webhook``: what is said, what is kept, and what is refused."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import click
import pytest
from click.testing import CliRunner

from handlers.api.authentication import TOKEN, hash_of
from handlers.cli.access import UnknownTenantError
from handlers.cli.access_options import LABEL, NUMBER, OF_TENANT, SCOPE, URL
from handlers.cli.token import create_token, list_tokens, revoke_token
from handlers.cli.webhook import add_webhook, list_webhooks, remove_webhook
from pipeline.errors import BadInputError
from pipeline.groups.models import Scope
from pipeline.webhooks.addresses import AddressRefusedError, AddressRules
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.groups import MemoryTenants
from tests.fakes.tokens import MemoryTokens


class Desk:
    def __init__(self) -> None:
        self.tokens, self.tenants = MemoryTokens(), MemoryTenants()
        self.endpoints = MemoryEndpoints()
        self.said, self.remarks = list[str](), list[str]()

    async def create(self, *scopes: str, label: str = "", tenant: str = "team") -> str:
        await create_token(self, tenant, scopes, label, self.said.append, self.remarks.append)
        return self.said[-2]

    async def add(self, url: str, tenant: str = "team") -> str:
        await add_webhook(self, AddressRules(), tenant, url, self.said.append, self.remarks.append)
        return self.said[-2]


async def test_a_token_is_said_once_and_kept_as_its_hash() -> None:
    desk = Desk()

    token = await desk.create("DIGEST_READ", label="dashboard")
    kept = await desk.tokens.find(hash_of(token))
    desk.said.clear()
    await list_tokens(desk, "team", desk.said.append)

    assert TOKEN.fullmatch(token)
    assert kept is not None
    assert (frozenset({Scope.READ}), "dashboard") == (kept.scopes, kept.label)
    assert re.fullmatch(r"1  DIGEST_READ  made \d{4}-\d\d-\d\d  dashboard", desk.said[0])
    assert token not in repr(kept)


async def test_every_token_is_another() -> None:
    desk = Desk()

    assert 20 == len({await desk.create("DIGEST_ADMIN") for _ in range(20)})


async def test_a_revoked_token_is_listed_as_such_and_revoked_once() -> None:
    desk = Desk()
    token = await desk.create("DIGEST_READ", "DIGEST_ADMIN")

    await revoke_token(desk, "team", 1, desk.said.append)
    with pytest.raises(BadInputError, match="team has no token 1 in force — "):
        await revoke_token(desk, "team", 1, desk.said.append)
    await list_tokens(desk, "team", desk.said.append)

    assert await desk.tokens.find(hash_of(token)) is None
    assert "DIGEST_ADMIN DIGEST_READ" in desk.said[-1]
    assert ", revoked " in desk.said[-1]


async def test_a_tenant_sees_and_revokes_its_own_tokens_only() -> None:
    desk = Desk()
    await desk.create("DIGEST_READ")
    await desk.tenants.ensure("other")

    with pytest.raises(BadInputError, match="other has no token 1 in force — "):
        await revoke_token(desk, "other", 1, desk.said.append)
    await list_tokens(desk, "other", desk.said.append)

    assert "nothing to show: other has no tokens" == desk.said[-1]


async def test_a_secret_is_said_when_its_url_is_added_and_never_again() -> None:
    desk = Desk()

    secret = await desk.add("https://example.org/hook")
    desk.said.clear()
    await list_webhooks(desk, "team", desk.said.append)
    again = await desk.add("https://example.org/hook")

    [endpoint] = await desk.endpoints.of_tenant(await desk.tenants.ensure("team"))
    assert "1  https://example.org/hook" == desk.said[0]
    assert again == endpoint.secret.get_secret_value()
    assert secret != again


async def test_a_url_that_may_not_be_posted_to_is_not_added() -> None:
    desk = Desk()

    with pytest.raises(AddressRefusedError):
        await desk.add("https://127.0.0.1/")

    assert [] == desk.said


async def test_a_url_is_removed_once_and_by_its_tenant() -> None:
    desk = Desk()
    await desk.add("https://example.org/hook")
    await desk.tenants.ensure("other")

    with pytest.raises(BadInputError, match="other has no webhook 1 — "):
        await remove_webhook(desk, "other", 1, desk.said.append)
    await remove_webhook(desk, "team", 1, desk.said.append)
    with pytest.raises(BadInputError):
        await remove_webhook(desk, "team", 1, desk.said.append)
    await list_webhooks(desk, "team", desk.said.append)

    assert "nothing to show: team has no webhooks" == desk.said[-1]


async def test_whoever_gives_something_to_a_new_tenant_is_told_that_it_was_new() -> None:
    desk = Desk()

    await desk.create("DIGEST_READ", tenant="tema")
    await desk.add("https://example.org/hook", tenant="telegram:5")
    told = desk.remarks.copy()
    await desk.create("DIGEST_READ", tenant="tema")
    await desk.add("https://example.org/hook", tenant="tema")

    assert ["tenant tema was new", "tenant telegram:5 was new"] == told == desk.remarks


@pytest.mark.parametrize(
    "ask",
    [
        lambda desk: list_tokens(desk, "tema", desk.said.append),
        lambda desk: revoke_token(desk, "tema", 1, desk.said.append),
        lambda desk: list_webhooks(desk, "tema", desk.said.append),
        lambda desk: remove_webhook(desk, "tema", 1, desk.said.append),
    ],
    ids=["list tokens", "revoke a token", "list webhooks", "remove a webhook"],
)
async def test_looking_for_an_unknown_tenant_is_refused_and_makes_none(
    ask: Callable[[Desk], Awaitable[None]],
) -> None:
    desk = Desk()
    await desk.create("DIGEST_READ", tenant="team")
    desk.said.clear()

    with pytest.raises(UnknownTenantError, match=r"^there is no tenant tema — check"):
        await ask(desk)

    assert await desk.tenants.find("tema") is None
    assert [] == desk.said


@click.command()
@OF_TENANT
@SCOPE
@LABEL
def create(**options: Any) -> None:
    click.echo(repr(options))


@click.command()
@NUMBER
@URL
def name(**options: Any) -> None:
    click.echo(repr(options))


def test_without_options_a_token_may_read_for_the_default_tenant() -> None:
    shown = CliRunner().invoke(create, [])

    assert {"tenant": "default", "scopes": ("DIGEST_READ",), "label": ""} == eval(shown.output)  # noqa: S307  # our own repr


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (create, ["--scope", "ROOT"]),
        (create, ["--label", "a\nb"]),
        (create, ["--label", "a" * 101]),
        (create, ["--tenant", " "]),
        (name, ["0", "https://a"]),
        (name, [str(2**63), "https://a"]),
        (name, ["one", "https://a"]),
    ],
)
def test_what_cannot_be_meant_is_refused(command: click.Command, arguments: list[str]) -> None:
    assert 2 == CliRunner().invoke(command, arguments).exit_code
