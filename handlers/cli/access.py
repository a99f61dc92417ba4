"""What ``token`` and ``webhook`` work on, and whose it is."""

from collections.abc import Callable
from typing import Protocol

from pipeline.access.ports import ApiTokens
from pipeline.errors import BadInputError
from pipeline.ingest.models import TenantId
from pipeline.ingest.ports import TenantDirectory
from pipeline.webhooks.ports import Endpoints

Say = Callable[[str], None]


class AccessStores(Protocol):
    @property
    def tenants(self) -> TenantDirectory: ...

    @property
    def tokens(self) -> ApiTokens: ...

    @property
    def endpoints(self) -> Endpoints: ...


class UnknownTenantError(BadInputError):
    """Nobody has this name; looking for somebody makes nobody."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"there is no tenant {name} — check the name (a person's own tenant is"
            " telegram:<id>); token create and webhook add make a new one"
        )


async def known_tenant(tenants: TenantDirectory, name: str) -> TenantId:
    """Find the tenant.

    Raises:
        UnknownTenantError: There is none of this name.
    """
    tenant = await tenants.find(name)
    if tenant is None:
        raise UnknownTenantError(name)
    return tenant


async def tenant_to_give(tenants: TenantDirectory, name: str, remark: Say) -> TenantId:
    """Find the tenant or make it, and remark on it if it is new: the name may be a slip."""
    known = await tenants.find(name)
    if known is not None:
        return known
    made = await tenants.ensure(name)
    remark(f"tenant {name} was new")
    return made
