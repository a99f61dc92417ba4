"""A tenant's own URL, to which digests are posted."""

from dataclasses import dataclass
from typing import NewType

from pydantic import SecretStr

from pipeline.ingest.models import TenantId

EndpointId = NewType("EndpointId", int)


@dataclass(frozen=True, slots=True)
class Endpoint:
    id: EndpointId
    tenant: TenantId
    url: str
    secret: SecretStr
    """Signs every request; the receiver knows it too."""
