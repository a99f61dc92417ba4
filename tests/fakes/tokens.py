from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.access.models import ApiToken, TokenId
from pipeline.groups.models import Scope
from pipeline.ingest.models import TenantId


class MemoryTokens:
    """The port ``ApiTokens``."""

    def __init__(self) -> None:
        self._tokens: dict[bytes, ApiToken] = {}

    async def add(
        self, tenant: TenantId, token_hash: bytes, scopes: frozenset[Scope], label: str
    ) -> ApiToken:
        number = TokenId(len(self._tokens) + 1)
        token = ApiToken(number, tenant, scopes, label, datetime.now(UTC))
        self._tokens[token_hash] = token
        return token

    async def find(self, token_hash: bytes) -> ApiToken | None:
        token = self._tokens.get(token_hash)
        return token if token is not None and token.revoked_at is None else None

    async def of_tenant(self, tenant: TenantId) -> Sequence[ApiToken]:
        return [token for token in self._tokens.values() if token.tenant == tenant]

    async def revoke(self, tenant: TenantId, token: TokenId) -> bool:
        for token_hash, known in self._tokens.items():
            if (known.tenant, known.id, known.revoked_at) == (tenant, token, None):
                self._tokens[token_hash] = replace(known, revoked_at=datetime.now(UTC))
                return True
        return False
