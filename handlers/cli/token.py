"""Tokens of the HTTP API: made, listed and revoked."""

import secrets
from collections.abc import Sequence
from typing import Final

from handlers.api.authentication import hash_of
from handlers.cli.access import AccessStores, Say, known_tenant, tenant_to_give
from pipeline.access.models import ApiToken, TokenId
from pipeline.errors import BadInputError
from pipeline.groups.models import Scope

_BYTES: Final = 32


async def create_token(
    stores: AccessStores,
    tenant: str,
    scopes: Sequence[str],
    label: str,
    say: Say,
    remark: Say,
) -> None:
    """Make a token and say it, this once: only its hash is kept."""
    token = f"alf_{secrets.token_urlsafe(_BYTES)}"
    owner = await tenant_to_give(stores.tenants, tenant, remark)
    made = await stores.tokens.add(owner, hash_of(token), frozenset(map(Scope, scopes)), label)
    say(token)
    say(f"token {made.id} of {tenant}, with {_scopes(made)}; it is not shown again")


async def list_tokens(stores: AccessStores, tenant: str, say: Say) -> None:
    """Say each token, without its secret part.

    Raises:
        UnknownTenantError: There is no such tenant.
    """
    known = await stores.tokens.of_tenant(await known_tenant(stores.tenants, tenant))
    for token in known:
        end = f", revoked {token.revoked_at:%Y-%m-%d}" if token.revoked_at else ""
        made = f"made {token.created_at:%Y-%m-%d}"
        say(f"{token.id}  {_scopes(token)}  {made}{end}  {token.label}".rstrip())
    if not known:
        say(f"nothing to show: {tenant} has no tokens")


async def revoke_token(stores: AccessStores, tenant: str, number: int, say: Say) -> None:
    """Revoke it, in every process from its next request on.

    Raises:
        UnknownTenantError: There is no such tenant.
        BadInputError: The tenant has no such token, or it was revoked before.
    """
    owner = await known_tenant(stores.tenants, tenant)
    if not await stores.tokens.revoke(owner, TokenId(number)):
        raise BadInputError(
            f"{tenant} has no token {number} in force — python main.py token list shows those"
            " that there are"
        )
    say(f"token {number} of {tenant} is revoked")


def _scopes(token: ApiToken) -> str:
    return " ".join(sorted(token.scopes))
