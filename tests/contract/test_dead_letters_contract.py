"""DeadLetters, in memory and on Postgres."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.delivery.models import DeadLetter
from pipeline.events.runs import DigestPersisted
from pipeline.ingest.models import TenantId
from storage.postgres.queue import pack_one
from tests.fixtures.service_stores import ServiceStores

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def persisted(tenant: TenantId, digest: int) -> DigestPersisted:
    return DigestPersisted(
        tenant_id=tenant, group_id=1, window_id=2, digest_id=digest, version=1, content_hash="h"
    )


async def buried(live: ServiceStores, tenant: TenantId, digest: int = 7) -> DeadLetter:
    """The letter of a tenant's event that no attempt could handle."""
    event = persisted(tenant, digest)
    await live.bury(tenant, event.name, event.key, pack_one(event))
    newest = max(await live.dead_letters.since(tenant, EVER), key=lambda letter: letter.died_at)
    found = await live.dead_letters.find(newest.id)
    assert found is not None
    return found


async def test_letters_are_told_from_a_moment_on(live: ServiceStores) -> None:
    tenant, _ = await live.stores.group()
    one, two = await buried(live, tenant, 1), await buried(live, tenant, 2)
    now = datetime.now(UTC)

    recent = await live.dead_letters.since(tenant, now - timedelta(hours=1))
    later = await live.dead_letters.since(tenant, now + timedelta(hours=1))

    assert ([one.id, two.id], []) == ([letter.id for letter in recent], list(later))
    assert ("digest.persisted.v1", "1", "why", 5) == (one.event, one.key, one.error, one.attempts)
    assert (tenant, "default") == (one.tenant, one.tenant_name)
    assert [replace(letter, tenant_name="") for letter in (one, two)] == list(recent)


async def test_a_letter_is_found_by_its_number_whosever_it_is(live: ServiceStores) -> None:
    tenant, _ = await live.stores.group()
    letter = await buried(live, tenant)
    other = await buried(live, await live.stores.tenants.ensure("other"))

    assert letter == await live.dead_letters.find(letter.id)
    assert other == await live.dead_letters.find(other.id)
    assert await live.dead_letters.find(other.id + 1) is None


async def test_letters_of_all_tenants_are_listed_the_latest_first(live: ServiceStores) -> None:
    tenants = [await live.stores.tenants.ensure(name) for name in ("one", "two")]
    letters = [await buried(live, tenant, number) for number in (1, 2) for tenant in tenants]

    listed = await live.dead_letters.latest(limit=9)
    page = await live.dead_letters.latest(skip=1, limit=2)

    assert letters[::-1] == list(listed)
    assert letters[2:0:-1] == list(page)
    assert 4 == await live.dead_letters.count()
    assert [] == list(await live.dead_letters.latest(skip=4, limit=9))


async def test_a_letter_that_dies_again_before_it_is_replayed_is_the_same_renewed(
    live: ServiceStores,
) -> None:
    tenant, _ = await live.stores.group()
    first = await buried(live, tenant)

    again = await buried(live, tenant)

    assert first.id == again.id
    assert first.died_at < again.died_at
    assert [again] == list(await live.dead_letters.latest(limit=9))


async def test_a_letter_that_is_replayed_twice_gives_one_job(live: ServiceStores) -> None:
    tenant, _ = await live.stores.group()
    letter = await buried(live, tenant)

    replayed = [await live.dead_letters.replay(tenant, letter.id) for _ in range(2)]

    event = persisted(tenant, 7)
    assert [True, False] == replayed
    assert [(event.name, [event.model_dump(mode="json")])] == await live.jobs()
    assert await live.dead_letters.find(letter.id) is None


async def test_what_dies_again_is_a_letter_again(live: ServiceStores) -> None:
    tenant, _ = await live.stores.group()
    first = await buried(live, tenant)
    await live.dead_letters.replay(tenant, first.id)

    second = await buried(live, tenant)
    replayed = await live.dead_letters.replay(tenant, second.id)

    assert replayed
    assert 2 == len(await live.jobs())


async def test_a_dropped_letter_is_gone_without_a_job(live: ServiceStores) -> None:
    tenant, _ = await live.stores.group()
    letter = await buried(live, tenant)

    dropped = [await live.dead_letters.drop(tenant, letter.id) for _ in range(2)]

    assert [True, False] == dropped
    assert [] == await live.jobs()
    assert [] == list(await live.dead_letters.since(tenant, EVER))


async def test_a_letter_of_another_tenant_is_not_touched(live: ServiceStores) -> None:
    tenant, _ = await live.stores.group()
    letter = await buried(live, tenant)
    stranger = await live.stores.tenants.ensure("stranger")

    assert not await live.dead_letters.replay(stranger, letter.id)
    assert not await live.dead_letters.drop(stranger, letter.id)
    assert [] == list(await live.dead_letters.since(stranger, EVER))
    assert letter == await live.dead_letters.find(letter.id)
