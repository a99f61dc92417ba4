"""MessageSink.delete and what is left of a message, in memory and on Postgres."""

from dataclasses import replace

import pytest

from pipeline.digest.ports import WindowCounts
from pipeline.ingest.models import ChatKind, GroupId, MessageId, TenantId
from pipeline.ingest.ports import Accepted
from tests.fixtures.stores import CHAT, Stores, said, span, window_of

BASIC = replace(CHAT, telegram_id=-77, kind=ChatKind.GROUP)


def ids(*numbers: int) -> list[MessageId]:
    return [MessageId(number) for number in numbers]


async def shown(stores: Stores, tenant: TenantId, group: GroupId) -> list[int]:
    window = await window_of(stores, tenant, group)
    return [linked.message.id for linked in await stores.archive.messages(tenant, window)]


async def announced(stores: Stores) -> list[tuple[int, int]]:
    """Group and id of each message whose deletion was announced."""
    return [
        (payload["group_id"], payload["message_id"])
        for name, payload in await stores.recorded()
        if name == "group.message.deleted.v1"
    ]


async def test_a_deleted_message_is_announced_and_no_more_shown(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2), said(3, 3)])

    deleted = await stores.sink.delete(tenant, group, ids(3, 1))

    assert [(group, 1), (group, 3)] == list(deleted)
    assert [(group, 1), (group, 3)] == await announced(stores)
    assert [2] == await shown(stores, tenant, group)


async def test_what_is_deleted_already_or_unknown_is_passed_over(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1)])
    await stores.sink.delete(tenant, group, ids(1))

    again = await stores.sink.delete(tenant, group, ids(1, 404))
    nothing = await stores.sink.delete(tenant, group, [])

    assert ([], []) == (list(again), list(nothing))
    assert [(group, 1)] == await announced(stores)


async def test_an_id_that_is_given_twice_is_deleted_once(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1)])

    deleted = await stores.sink.delete(tenant, group, ids(1, 1))

    assert [(group, 1)] == list(deleted)


@pytest.mark.parametrize("version", [0, 7, 1772400000])
async def test_a_tombstone_stays_one_whatever_version_comes_later(
    stores: Stores, version: int
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1, edit_version=7)])
    await stores.sink.delete(tenant, group, ids(1))
    before = await stores.recorded()

    accepted = await stores.sink.accept(tenant, group, [said(1, 1, edit_version=version)])

    assert Accepted(unchanged=1) == accepted
    assert before == await stores.recorded()
    assert [] == await shown(stores, tenant, group)


async def test_without_a_group_the_message_is_of_a_basic_group(stores: Stores) -> None:
    tenant, supergroup = await stores.group()
    basic = await stores.groups.ensure(tenant, BASIC, time_zone="UTC")
    for group in (supergroup, basic):
        await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2)])

    deleted = await stores.sink.delete(tenant, None, ids(1))

    assert [(basic, 1)] == list(deleted)
    assert [1, 2] == await shown(stores, tenant, supergroup)
    assert [2] == await shown(stores, tenant, basic)


async def test_without_a_group_another_tenants_are_not_meant(stores: Stores) -> None:
    owner, stranger = [await stores.tenants.ensure(name) for name in ("owner", "stranger")]
    group = await stores.groups.ensure(owner, BASIC, time_zone="UTC")
    await stores.sink.accept(owner, group, [said(1, 1)])

    deleted = await stores.sink.delete(stranger, None, ids(1))

    assert [] == list(deleted)
    assert [1] == await shown(stores, owner, group)


async def test_a_group_of_another_tenant_cannot_be_deleted_from(stores: Stores) -> None:
    tenant, group = await stores.group("owner")
    await stores.sink.accept(tenant, group, [said(1, 1)])
    stranger = await stores.tenants.ensure("stranger")

    with pytest.raises(LookupError):
        await stores.sink.delete(stranger, group, ids(1))

    assert [1] == await shown(stores, tenant, group)


async def test_nothing_that_is_asked_of_the_archive_counts_a_tombstone(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2), said(3, 300)])
    window, later = [await window_of(stores, tenant, group, told) for told in (span(0), span(4))]

    await stores.sink.delete(tenant, group, ids(1, 3))

    counts = await stores.archive.counts(tenant, [window.id, later.id])
    history = await stores.archive.history(tenant, later, windows=1, limit=9)
    assert {
        window.id: WindowCounts(messages=1, participants=1, expected=1),
        later.id: WindowCounts(messages=0, participants=0, expected=0),
    } == counts
    assert [2] == [linked.message.id for linked in history]
    assert [span(4)] == list(await stores.windows.silent(tenant, group, [span(0), span(4)]))
    assert (said(2, 2).sent_at,) * 2 == await stores.windows.extent(tenant, group)


async def test_a_fingerprint_changes_when_a_message_is_deleted(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2)])
    window = await window_of(stores, tenant, group)
    before = await stores.archive.fingerprint(tenant, window)

    await stores.sink.delete(tenant, group, ids(2))

    assert before != await stores.archive.fingerprint(tenant, window)


async def test_a_group_of_tombstones_has_no_extent(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1)])

    await stores.sink.delete(tenant, group, ids(1))

    assert await stores.windows.extent(tenant, group) is None
