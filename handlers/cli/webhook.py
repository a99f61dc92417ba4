"""A tenant's URLs to which digests are posted: added, listed and removed."""

from handlers.cli.access import AccessStores, Say, known_tenant, tenant_to_give
from pipeline.errors import BadInputError
from pipeline.webhooks.addresses import AddressRules
from pipeline.webhooks.models import EndpointId
from pipeline.webhooks.signing import new_secret


async def add_webhook(
    stores: AccessStores,
    rules: AddressRules,
    tenant: str,
    url: str,
    say: Say,
    remark: Say,
) -> None:
    """Add it and say its secret, this once. A known URL gets a new secret.

    Raises:
        AddressRefusedError: Nothing may be posted there.
    """
    rules.check_url(url)
    secret = new_secret()
    owner = await tenant_to_give(stores.tenants, tenant, remark)
    endpoint = await stores.endpoints.add(owner, url, secret)
    say(secret.get_secret_value())
    say(f"webhook {endpoint.id} of {tenant}; its secret is not shown again")


async def list_webhooks(stores: AccessStores, tenant: str, say: Say) -> None:
    """Say each URL, without its secret.

    Raises:
        UnknownTenantError: There is no such tenant.
    """
    known = await stores.endpoints.of_tenant(await known_tenant(stores.tenants, tenant))
    for endpoint in known:
        say(f"{endpoint.id}  {endpoint.url}")
    if not known:
        say(f"nothing to show: {tenant} has no webhooks")


async def remove_webhook(stores: AccessStores, tenant: str, number: int, say: Say) -> None:
    """Remove it; what is on its way there fails and becomes a dead letter.

    Raises:
        UnknownTenantError: There is no such tenant.
        BadInputError: The tenant has no such URL.
    """
    owner = await known_tenant(stores.tenants, tenant)
    if not await stores.endpoints.remove(owner, EndpointId(number)):
        raise BadInputError(
            f"{tenant} has no webhook {number} — python main.py webhook list shows those that"
            " there are"
        )
    say(f"webhook {number} of {tenant} is removed")
