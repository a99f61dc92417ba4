"""DigestCopies, in memory and on Postgres."""

from dataclasses import replace

from pipeline.delivery.copies import CopyKind, DigestCopy
from pipeline.digest.models import DigestId
from pipeline.ingest.models import TenantId
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import new_digest, silent, window_of


async def digest_of(live: ServiceStores) -> tuple[TenantId, DigestId]:
    tenant, group = await live.stores.group()
    window = await window_of(live.stores, tenant, group)
    return tenant, await live.stores.digests.add(tenant, new_digest(window), silent)


def copy_of(digest: DigestId, message: int = 1, kind: CopyKind = CopyKind.SHARE) -> DigestCopy:
    return DigestCopy(digest, kind, chat_id=7, message_id=message, language="ru")


async def test_copies_of_a_digest_come_in_the_order_of_chats_and_messages(
    live: ServiceStores,
) -> None:
    tenant, digest = await digest_of(live)
    first, second, elsewhere = (
        replace(copy_of(digest), language="en"),
        replace(copy_of(digest, 2), piece=1),
        replace(copy_of(digest), chat_id=8, kind=CopyKind.DETAILS),
    )

    await live.copies.add(tenant, [elsewhere, second])
    await live.copies.add(tenant, [first])

    assert [first, second, elsewhere] == list(await live.copies.of_digest(tenant, digest))


async def test_a_message_is_noted_once(live: ServiceStores) -> None:
    tenant, digest = await digest_of(live)

    for piece in (0, 1):
        await live.copies.add(tenant, [replace(copy_of(digest), piece=piece)])

    assert [copy_of(digest)] == list(await live.copies.of_digest(tenant, digest))


async def test_what_was_taken_back_is_no_copy_any_more(live: ServiceStores) -> None:
    tenant, digest = await digest_of(live)
    await live.copies.add(tenant, [copy_of(digest), copy_of(digest, 2)])

    for _ in range(2):
        await live.copies.remove(tenant, copy_of(digest))

    assert [copy_of(digest, 2)] == list(await live.copies.of_digest(tenant, digest))


async def test_copies_of_another_tenants_digests_are_not_there(live: ServiceStores) -> None:
    tenant, digest = await digest_of(live)
    await live.copies.add(tenant, [copy_of(digest)])
    stranger = await live.stores.tenants.ensure("stranger")

    await live.copies.remove(stranger, copy_of(digest))

    assert [] == list(await live.copies.of_digest(stranger, digest))
    assert [copy_of(digest)] == list(await live.copies.of_digest(tenant, digest))


async def test_a_digest_is_quoted_where_sources_were_shown(live: ServiceStores) -> None:
    tenant, digest = await digest_of(live)
    others = [kind for kind in CopyKind if kind is not CopyKind.SOURCES]
    await live.copies.add(tenant, [copy_of(digest, at, kind) for at, kind in enumerate(others)])

    before = await live.amendments.quoted(tenant, digest)
    await live.copies.add(tenant, [copy_of(digest, 9, CopyKind.SOURCES)])

    assert (False, True) == (before, await live.amendments.quoted(tenant, digest))
