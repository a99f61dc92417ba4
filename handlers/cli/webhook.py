"""A tenant's URLs to which digests are posted: added, listed and removed."""

from collections.abc import Callable

from pipeline.errors import BadInputError
from pipeline.ingest.ports import TenantDirectory
from pipeline.webhooks.addresses import AddressRules
from pipeline.webhooks.models import EndpointId
from pipeline.webhooks.ports import Endpoints
from pipeline.webhooks.signing import new_secret

Say = Callable[[str], None]


async def add_webhook(
    endpoints: Endpoints,
    tenants: TenantDirectory,
    rules: AddressRules,
    tenant: str,
    url: str,
    say: Say,
) -> None:
    """Add it and say its secret, this once. A known URL gets a new secret.

    Raises:
        AddressRefusedError: Nothing may be posted there.
    """
    rules.check_url(url)
    secret = new_secret()
    endpoint = await endpoints.add(await tenants.ensure(tenant), url, secret)
    say(secret.get_secret_value())
    say(f"webhook {endpoint.id} of {tenant}; its secret is not shown again")


async def list_webhooks(
    endpoints: Endpoints, tenants: TenantDirectory, tenant: str, say: Say
) -> None:
    known = await endpoints.of_tenant(await tenants.ensure(tenant))
    for endpoint in known:
        say(f"{endpoint.id}  {endpoint.url}")
    if not known:
        say(f"nothing to show: {tenant} has no webhooks")


async def remove_webhook(
    endpoints: Endpoints, tenants: TenantDirectory, tenant: str, number: int, say: Say
) -> None:
    """Remove it; what is on its way there fails and becomes a dead letter.

    Raises:
        BadInputError: The tenant has no such URL.
    """
    if not await endpoints.remove(await tenants.ensure(tenant), EndpointId(number)):
        raise BadInputError(
            f"{tenant} has no webhook {number} — python main.py webhook list shows those that"
            " there are"
        )
    say(f"webhook {number} of {tenant} is removed")
