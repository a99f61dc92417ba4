"""Tokens of the HTTP API: shown once, kept as a hash."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from pipeline.groups.models import Scope
from pipeline.ingest.models import TenantId

TokenId = NewType("TokenId", int)


@dataclass(frozen=True, slots=True)
class ApiToken:
    id: TokenId
    tenant: TenantId
    scopes: frozenset[Scope]
    label: str
    created_at: datetime
    revoked_at: datetime | None = None
