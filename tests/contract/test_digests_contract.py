"""DigestArchive, in memory and on Postgres."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.digest.models import DeliveryStatus, DigestId
from pipeline.events.models import Event
from pipeline.events.runs import DigestPersisted
from pipeline.ingest.models import TenantId
from pipeline.windows.models import Window, WindowId, WindowSize, WindowStatus
from tests.fixtures.stores import Stores, new_digest, silent, span, window_of

UNKNOWN = DigestId(10**9)


class Persisted:
    def __init__(self, tenant: TenantId, window: Window) -> None:
        self._tenant = tenant
        self._window = window

    def __call__(self, digest: DigestId) -> Sequence[Event]:
        return [
            DigestPersisted(
                tenant_id=self._tenant,
                group_id=self._window.group_id,
                window_id=self._window.id,
                digest_id=digest,
                version=1,
                content_hash="h",
            )
        ]


async def test_a_digest_comes_back_as_it_went_in(stores: Stores) -> None:
    tenant, group = await stores.group()
    window = await window_of(stores, tenant, group)
    added = new_digest(window, version=3)

    digest_id = await stores.digests.add(tenant, added, silent)
    stored = await stores.digests.get(tenant, digest_id)

    assert (digest_id, window.id, 3, "f") == (
        stored.id,
        stored.window_id,
        stored.version,
        stored.fingerprint,
    )
    assert added.digest == stored.digest
    assert added.people == stored.people
    assert added.digest.decision.status is stored.delivery_status


async def test_a_digest_completes_its_window_and_records_its_events(stores: Stores) -> None:
    tenant, group = await stores.group()
    window = await window_of(stores, tenant, group)
    await stores.windows.settle(tenant, window.id, WindowStatus.PROCESSING, None)

    digest_id = await stores.digests.add(tenant, new_digest(window), Persisted(tenant, window))

    settled = await stores.windows.get(tenant, window.id)
    name, payload = (await stores.recorded())[-1]
    assert WindowStatus.COMPLETED is settled.status
    assert ("digest.persisted.v1", digest_id) == (name, payload["digest_id"])


async def test_adding_the_same_again_gives_the_stored_one_and_records_nothing(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    window = await window_of(stores, tenant, group)
    first = await stores.digests.add(tenant, new_digest(window), Persisted(tenant, window))
    before = await stores.recorded()
    await stores.windows.settle(tenant, window.id, WindowStatus.FAILED, "why")

    again = await stores.digests.add(
        tenant, new_digest(window, version=2), Persisted(tenant, window)
    )

    assert first == again
    assert 1 == (await stores.digests.get(tenant, first)).version
    assert before == await stores.recorded()


async def test_a_digest_of_an_unknown_window_is_refused(stores: Stores) -> None:
    tenant, group = await stores.group("owner")
    window = await window_of(stores, tenant, group)
    stranger = await stores.tenants.ensure("stranger")

    with pytest.raises(LookupError):
        await stores.digests.add(stranger, new_digest(window), silent)


async def test_a_digest_is_found_by_its_fingerprint_in_its_window(stores: Stores) -> None:
    tenant, group = await stores.group()
    window = await window_of(stores, tenant, group)
    other = await window_of(stores, tenant, group, span(4))
    digest_id = await stores.digests.add(tenant, new_digest(window, "f"), silent)

    found = await stores.digests.find(tenant, window.id, "f")

    assert found is not None
    assert digest_id == found.id
    assert await stores.digests.find(tenant, window.id, "g") is None
    assert await stores.digests.find(tenant, other.id, "f") is None


async def test_of_several_fingerprints_the_first_that_has_a_digest_counts(stores: Stores) -> None:
    tenant, group = await stores.group()
    window = await window_of(stores, tenant, group)
    for version, fingerprint in enumerate(("f~1", "f~2", "other"), start=1):
        await stores.digests.add(tenant, new_digest(window, fingerprint, version), silent)

    found = await stores.digests.find(tenant, window.id, "f", "f~3", "f~2", "f~1")

    assert found is not None
    assert ("f~2", 2) == (found.fingerprint, found.version)
    assert await stores.digests.find(tenant, window.id) is None


async def test_whether_a_digest_is_there_is_told_without_it(stores: Stores) -> None:
    tenant, group = await stores.group("owner")
    window = await window_of(stores, tenant, group)
    other = await window_of(stores, tenant, group, span(4))
    stranger = await stores.tenants.ensure("stranger")

    await stores.digests.add(tenant, new_digest(window, "f"), silent)

    assert await stores.digests.has(tenant, window.id, "f")
    assert not await stores.digests.has(tenant, window.id, "g")
    assert not await stores.digests.has(tenant, other.id, "f")
    assert not await stores.digests.has(stranger, window.id, "f")


async def test_an_unknown_digest_is_an_error(stores: Stores) -> None:
    tenant, _ = await stores.group()

    with pytest.raises(LookupError):
        await stores.digests.get(tenant, UNKNOWN)
    with pytest.raises(LookupError):
        await stores.digests.set_delivery(tenant, UNKNOWN, DeliveryStatus.SENT)


async def test_a_digest_of_another_tenant_is_not_there(stores: Stores) -> None:
    tenant, group = await stores.group("owner")
    window = await window_of(stores, tenant, group)
    digest_id = await stores.digests.add(tenant, new_digest(window), silent)
    stranger = await stores.tenants.ensure("stranger")

    with pytest.raises(LookupError):
        await stores.digests.get(stranger, digest_id)
    assert await stores.digests.find(stranger, window.id, "f") is None
    assert [] == list(await stores.digests.latest(stranger, [window.id]))


async def test_the_latest_of_each_window_is_its_last_version(stores: Stores) -> None:
    tenant, group = await stores.group()
    one = await window_of(stores, tenant, group, span(0))
    two = await window_of(stores, tenant, group, span(4))
    none = await window_of(stores, tenant, group, span(8))
    newer = await stores.digests.add(tenant, new_digest(one, "b", version=2), silent)
    await stores.digests.add(tenant, new_digest(one, "a", version=1), silent)
    only = await stores.digests.add(tenant, new_digest(two, "c"), silent)

    latest = await stores.digests.latest(tenant, [two.id, none.id, one.id, WindowId(10**9)])

    assert [only, newer] == [stored.id for stored in latest]


async def test_the_baseline_is_the_last_digest_of_the_size_that_ended_by_the_start(
    stores: Stores,
) -> None:
    tenant, group = await stores.group()
    long_ago, before, same, later = [
        await window_of(stores, tenant, group, span(hour)) for hour in (0, 8, 12, 16)
    ]
    day = await window_of(stores, tenant, group, span(-24, WindowSize.DAY))
    assert await stores.digests.previous(tenant, same, "ru") is None

    for window in (long_ago, same, later, day):
        await stores.digests.add(tenant, new_digest(window), silent)
    wanted = await stores.digests.add(tenant, new_digest(before, "b", version=2), silent)
    await stores.digests.add(tenant, new_digest(before, "a", version=1), silent)
    found = await stores.digests.previous(tenant, same, "ru")

    assert found is not None
    assert wanted == found.id


async def test_a_baseline_is_of_the_same_language(stores: Stores) -> None:
    tenant, group = await stores.group()
    before, later = [await window_of(stores, tenant, group, span(hour)) for hour in (0, 4)]
    russian = new_digest(before, "ru", version=1)
    english = replace(
        new_digest(before, "en", version=2),
        digest=russian.digest.model_copy(update={"language": "en"}),
    )
    ids = [await stores.digests.add(tenant, each, silent) for each in (russian, english)]

    found = [
        await stores.digests.previous(tenant, later, "ru"),
        await stores.digests.previous(tenant, later, "en"),
    ]

    assert ids == [stored.id for stored in found if stored]


async def test_a_baseline_is_of_the_same_group(stores: Stores) -> None:
    tenant, group = await stores.group("one")
    other_tenant, other = await stores.group("two")
    await stores.digests.add(tenant, new_digest(await window_of(stores, tenant, group)), silent)

    later = await window_of(stores, other_tenant, other, span(4))

    assert await stores.digests.previous(other_tenant, later, "ru") is None


async def test_the_delivery_of_a_digest_is_noted(stores: Stores) -> None:
    tenant, group = await stores.group()
    window = await window_of(stores, tenant, group)
    digest_id = await stores.digests.add(tenant, new_digest(window), silent)

    await stores.digests.set_delivery(tenant, digest_id, DeliveryStatus.SENT)

    assert DeliveryStatus.SENT is (await stores.digests.get(tenant, digest_id)).delivery_status
