"""Archive, in memory and on Postgres."""

import pytest

from pipeline.digest.ports import WindowCounts
from pipeline.ingest.models import GroupId, MessageKind, Reaction, TenantId
from pipeline.windows.models import Window
from tests.fixtures.stores import CHAT, Stores, said, span


async def window_of(stores: Stores, tenant: TenantId, group: GroupId, hour: int) -> Window:
    [window] = await stores.windows.ensure(tenant, group, [span(hour)])
    return window


async def test_a_group_is_told_as_it_was_given(stores: Stores) -> None:
    tenant, group = await stores.group()

    found = await stores.archive.group(tenant, group)

    assert (CHAT.telegram_id, "supergroup", CHAT.title, None, "Europe/Moscow") == (
        found.telegram_id,
        found.kind,
        found.title,
        found.username,
        found.time_zone,
    )


async def test_a_group_of_another_tenant_is_not_there(stores: Stores) -> None:
    _, group = await stores.group("owner")
    stranger = await stores.tenants.ensure("stranger")

    with pytest.raises(LookupError):
        await stores.archive.group(stranger, group)


async def test_a_window_holds_its_start_and_not_its_end(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(
        tenant, group, [said(1, 239), said(2, 240), said(3, 479.9), said(4, 480)]
    )

    found = await stores.archive.messages(tenant, await window_of(stores, tenant, group, 4))

    assert [2, 3] == [linked.message.id for linked in found]


async def test_a_message_that_is_not_linked_yet_is_a_root(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1)])

    [linked] = await stores.archive.messages(tenant, await window_of(stores, tenant, group, 0))

    assert (1, None, "root") == (linked.thread_id, linked.parent_id, linked.reason)


async def test_messages_of_another_tenant_are_not_there(stores: Stores) -> None:
    tenant, group = await stores.group("owner")
    await stores.sink.accept(tenant, group, [said(1, 1)])
    window = await window_of(stores, tenant, group, 0)
    stranger = await stores.tenants.ensure("stranger")

    assert [] == list(await stores.archive.messages(stranger, window))
    assert {} == await stores.archive.counts(stranger, [window.id])


async def test_history_is_the_last_of_the_spans_before(stores: Stores) -> None:
    tenant, group = await stores.group()
    batch = [said(1, 0), said(2, 241), said(3, 300), said(4, 479), said(5, 721), said(6, 1000)]
    await stores.sink.accept(tenant, group, batch)
    window = await window_of(stores, tenant, group, 12)

    one = await stores.archive.history(tenant, window, windows=1, limit=9)
    two = await stores.archive.history(tenant, window, windows=2, limit=2)
    three = await stores.archive.history(tenant, window, windows=3, limit=9)

    assert [] == [linked.message.id for linked in one]
    assert [3, 4] == [linked.message.id for linked in two]
    assert [1, 2, 3, 4] == [linked.message.id for linked in three]


async def test_counts_are_of_talk_and_of_ids_of_which_nothing_is_known(stores: Stores) -> None:
    tenant, group = await stores.group()
    batch = [
        said(10, 1),
        said(12, 2, kind=MessageKind.SERVICE, author_id="user9"),
        said(13, 3, author_id="user2"),
        said(19, 4, kind=MessageKind.UNKNOWN),
        said(99, 300),
    ]
    await stores.sink.accept(tenant, group, batch)
    window = await window_of(stores, tenant, group, 0)
    empty = await window_of(stores, tenant, group, 20)

    counts = await stores.archive.counts(tenant, [window.id, empty.id])

    assert {
        window.id: WindowCounts(messages=3, participants=2, expected=9),
        empty.id: WindowCounts(messages=0, participants=0, expected=0),
    } == counts


async def test_a_fingerprint_stays_while_nothing_changes(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2)])
    window = await window_of(stores, tenant, group, 0)
    before = await stores.archive.fingerprint(tenant, window)

    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2), said(3, 900)])

    assert before == await stores.archive.fingerprint(tenant, window)


@pytest.mark.parametrize(
    "change",
    [
        said(3, 3),
        said(2, 2, "иначе", edit_version=7),
        said(2, 2, reactions=(Reaction("👍", 1),)),
    ],
    ids=["added", "edited", "liked"],
)
async def test_a_fingerprint_changes_with_the_messages(stores: Stores, change: object) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2)])
    window = await window_of(stores, tenant, group, 0)
    before = await stores.archive.fingerprint(tenant, window)

    await stores.sink.accept(tenant, group, [change])  # type: ignore[list-item]  # parametrized

    assert before != await stores.archive.fingerprint(tenant, window)


async def test_a_groups_salt_stays_and_is_not_another_groups(stores: Stores) -> None:
    tenant, group = await stores.group()
    other_tenant, other_group = await stores.group("another")

    first = await stores.archive.salt(tenant, group)

    assert first == await stores.archive.salt(tenant, group)
    assert first != await stores.archive.salt(other_tenant, other_group)
    assert len(first) >= 16
    with pytest.raises(LookupError):
        await stores.archive.salt(other_tenant, group)


async def test_the_ids_since_a_moment_are_those_that_are_there(stores: Stores) -> None:
    tenant, group = await stores.group()
    messages = [said(5, 10), said(3, 20), said(9, 30), said(1, 1)]
    await stores.sink.accept(tenant, group, messages)
    await stores.sink.delete(tenant, group, [messages[2].id])

    found = await stores.stored.ids_since(tenant, group, messages[0].sent_at)

    assert [3, 5] == list(found)
