"""ApiTokens and Endpoints, in memory and on Postgres."""

import hashlib

import pytest
from pydantic import SecretStr

from pipeline.groups.models import Scope
from tests.fixtures.service_stores import ServiceStores

READ = frozenset({Scope.READ})
EVERYTHING = frozenset(Scope)
URL = "https://example.org/hook"


def hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def test_a_token_is_found_by_its_hash_with_its_tenant_and_scopes(
    live: ServiceStores,
) -> None:
    one, two = [await live.stores.tenants.ensure(name) for name in ("one", "two")]
    first = await live.tokens.add(one, hashed("a"), READ, "первый")
    second = await live.tokens.add(two, hashed("b"), EVERYTHING, "second")

    assert first == await live.tokens.find(hashed("a"))
    assert second == await live.tokens.find(hashed("b"))
    assert (two, EVERYTHING, "second", None) == (
        second.tenant,
        second.scopes,
        second.label,
        second.revoked_at,
    )


async def test_an_unknown_token_is_not_found(live: ServiceStores) -> None:
    tenant = await live.stores.tenants.ensure("one")
    await live.tokens.add(tenant, hashed("a"), READ, "label")

    assert await live.tokens.find(hashed("A")) is None


async def test_a_revoked_token_is_not_found_and_stays_listed(live: ServiceStores) -> None:
    tenant = await live.stores.tenants.ensure("one")
    token = await live.tokens.add(tenant, hashed("a"), READ, "label")
    other = await live.tokens.add(tenant, hashed("b"), READ, "label")

    revoked = [await live.tokens.revoke(tenant, token.id) for _ in range(2)]

    listed = await live.tokens.of_tenant(tenant)
    assert [True, False] == revoked
    assert await live.tokens.find(hashed("a")) is None
    assert other == await live.tokens.find(hashed("b"))
    assert [(token.id, True), (other.id, False)] == [
        (known.id, known.revoked_at is not None) for known in listed
    ]


async def test_a_token_of_another_tenant_is_neither_listed_nor_revoked(
    live: ServiceStores,
) -> None:
    one, two = [await live.stores.tenants.ensure(name) for name in ("one", "two")]
    token = await live.tokens.add(one, hashed("a"), READ, "label")

    assert [] == list(await live.tokens.of_tenant(two))
    assert not await live.tokens.revoke(two, token.id)
    assert token == await live.tokens.find(hashed("a"))


async def test_an_endpoint_is_found_again_with_its_secret(live: ServiceStores) -> None:
    tenant = await live.stores.tenants.ensure("one")

    endpoint = await live.endpoints.add(tenant, URL, SecretStr("s1"))

    found = await live.endpoints.get(tenant, endpoint.id)
    assert (tenant, URL, "s1") == (found.tenant, found.url, found.secret.get_secret_value())
    assert "s1" not in repr(found)


async def test_a_known_url_gets_the_new_secret_and_keeps_its_id(live: ServiceStores) -> None:
    tenant = await live.stores.tenants.ensure("one")
    first = await live.endpoints.add(tenant, URL, SecretStr("s1"))
    other = await live.endpoints.add(tenant, f"{URL}/2", SecretStr("s2"))

    again = await live.endpoints.add(tenant, URL, SecretStr("s3"))

    assert first.id == again.id
    assert [(first.id, "s3"), (other.id, "s2")] == [
        (known.id, known.secret.get_secret_value())
        for known in await live.endpoints.of_tenant(tenant)
    ]


async def test_an_endpoint_that_was_removed_is_gone(live: ServiceStores) -> None:
    tenant = await live.stores.tenants.ensure("one")
    endpoint = await live.endpoints.add(tenant, URL, SecretStr("s"))

    removed = [await live.endpoints.remove(tenant, endpoint.id) for _ in range(2)]

    assert [True, False] == removed
    with pytest.raises(LookupError):
        await live.endpoints.get(tenant, endpoint.id)


async def test_an_endpoint_of_another_tenant_is_not_there(live: ServiceStores) -> None:
    one, two = [await live.stores.tenants.ensure(name) for name in ("one", "two")]
    endpoint = await live.endpoints.add(one, URL, SecretStr("s"))

    with pytest.raises(LookupError):
        await live.endpoints.get(two, endpoint.id)
    assert [] == list(await live.endpoints.of_tenant(two))
    assert not await live.endpoints.remove(two, endpoint.id)
    assert endpoint == await live.endpoints.get(one, endpoint.id)


async def test_two_tenants_may_have_the_same_url(live: ServiceStores) -> None:
    one, two = [await live.stores.tenants.ensure(name) for name in ("one", "two")]

    first = await live.endpoints.add(one, URL, SecretStr("s1"))
    second = await live.endpoints.add(two, URL, SecretStr("s2"))

    assert first.id != second.id
    assert "s1" == (await live.endpoints.get(one, first.id)).secret.get_secret_value()
