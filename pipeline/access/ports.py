from collections.abc import Sequence
from typing import Protocol

from pipeline.access.models import ApiToken, TokenId
from pipeline.groups.models import Scope
from pipeline.ingest.models import TenantId


class ApiTokens(Protocol):
    """Tokens by the SHA-256 of their text; the text itself is never stored."""

    async def add(
        self, tenant: TenantId, token_hash: bytes, scopes: frozenset[Scope], label: str
    ) -> ApiToken: ...

    async def find(self, token_hash: bytes) -> ApiToken | None:
        """The token of whichever tenant; None if it is unknown or revoked."""
        ...

    async def of_tenant(self, tenant: TenantId) -> Sequence[ApiToken]: ...

    async def revoke(self, tenant: TenantId, token: TokenId) -> bool:
        """False if the tenant has no such token, or it was revoked before."""
        ...
