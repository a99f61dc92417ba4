"""Tokens of the HTTP API: made, listed and revoked."""

import secrets
from collections.abc import Callable, Sequence
from typing import Final

from handlers.api.authentication import hash_of
from pipeline.access.models import ApiToken, TokenId
from pipeline.access.ports import ApiTokens
from pipeline.errors import BadInputError
from pipeline.groups.models import Scope
from pipeline.ingest.ports import TenantDirectory

_BYTES: Final = 32

Say = Callable[[str], None]


async def create_token(
    tokens: ApiTokens,
    tenants: TenantDirectory,
    tenant: str,
    scopes: Sequence[str],
    label: str,
    say: Say,
) -> None:
    """Make a token and say it, this once: only its hash is kept."""
    token = f"alf_{secrets.token_urlsafe(_BYTES)}"
    owner = await tenants.ensure(tenant)
    made = await tokens.add(owner, hash_of(token), frozenset(map(Scope, scopes)), label)
    say(token)
    say(f"token {made.id} of {tenant}, with {_scopes(made)}; it is not shown again")


async def list_tokens(tokens: ApiTokens, tenants: TenantDirectory, tenant: str, say: Say) -> None:
    known = await tokens.of_tenant(await tenants.ensure(tenant))
    for token in known:
        end = f", revoked {token.revoked_at:%Y-%m-%d}" if token.revoked_at else ""
        made = f"made {token.created_at:%Y-%m-%d}"
        say(f"{token.id}  {_scopes(token)}  {made}{end}  {token.label}".rstrip())
    if not known:
        say(f"nothing to show: {tenant} has no tokens")


async def revoke_token(
    tokens: ApiTokens, tenants: TenantDirectory, tenant: str, number: int, say: Say
) -> None:
    """Revoke it, in every process from its next request on.

    Raises:
        BadInputError: The tenant has no such token, or it was revoked before.
    """
    if not await tokens.revoke(await tenants.ensure(tenant), TokenId(number)):
        raise BadInputError(
            f"{tenant} has no token {number} in force — python main.py token list shows those"
            " that there are"
        )
    say(f"token {number} of {tenant} is revoked")


def _scopes(token: ApiToken) -> str:
    return " ".join(sorted(token.scopes))
