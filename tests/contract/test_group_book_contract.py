"""GroupBook, in memory and on Postgres."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind, GroupId, TenantId
from tests.fixtures.stores import CHAT, Stores

OWNER = PersonId(77)
FRIEND = PersonId(78)
BASIC = Chat(telegram_id=-501, kind=ChatKind.GROUP, title="Дача")
NOBODY_KNOWS = GroupId(10**9)


async def connect(
    stores: Stores, tenant: TenantId, chat: Chat = CHAT, **changes: Any
) -> ConnectedGroup:
    wanted: dict[str, Any] = {
        "reader": Reader.BOT,
        "owner": OWNER,
        "time_zone": "Asia/Tokyo",
        "language": "en",
    }
    return await stores.group_book.connect(tenant, chat, **wanted | changes)


async def test_a_group_is_connected_as_it_was_asked_for(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")

    group = await connect(stores, tenant)

    assert (tenant, CHAT, OWNER) == (group.tenant, group.chat, group.owner)
    assert ("Asia/Tokyo", "en") == (group.time_zone, group.language)
    assert frozenset({Reader.BOT}) == group.readers
    assert group == await stores.group_book.get(tenant, group.id)


async def test_a_second_reader_joins_and_zone_language_and_owner_stay(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")
    group = await connect(stores, tenant)
    renamed = replace(CHAT, title="Новое имя", username="team")

    again = await connect(
        *(stores, tenant, renamed),
        reader=Reader.ACCOUNT,
        owner=FRIEND,
        time_zone="UTC",
        language="ru",
    )

    assert replace(group, chat=renamed, readers=frozenset(Reader)) == again


async def test_a_reader_that_connects_again_is_one_reader(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")
    group = await connect(stores, tenant)

    assert group == await connect(stores, tenant)


async def test_a_basic_group_keeps_its_first_reader(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")
    await connect(stores, tenant, BASIC, reader=Reader.ACCOUNT)

    group = await connect(stores, tenant, BASIC, reader=Reader.BOT)

    assert frozenset({Reader.ACCOUNT}) == group.readers


async def test_a_basic_group_that_nobody_reads_any_more_can_be_connected_again(
    stores: Stores,
) -> None:
    tenant = await stores.tenants.ensure("one")
    group = await connect(stores, tenant, BASIC, reader=Reader.ACCOUNT)
    await stores.group_book.disconnect(tenant, group.id, Reader.ACCOUNT)

    group = await connect(stores, tenant, BASIC, reader=Reader.BOT)

    assert frozenset({Reader.BOT}) == group.readers


async def test_a_group_that_was_imported_has_no_owner_until_it_is_connected(
    stores: Stores,
) -> None:
    tenant, imported = await stores.group()

    before = await stores.group_book.get(tenant, imported)
    after = await connect(stores, tenant)

    assert (None, frozenset()) == (before.owner, before.readers)
    assert (imported, OWNER, "Europe/Moscow") == (after.id, after.owner, after.time_zone)


async def test_importing_a_connected_group_leaves_its_readers_and_language(
    stores: Stores,
) -> None:
    tenant = await stores.tenants.ensure("one")
    group = await connect(stores, tenant)

    imported = await stores.groups.ensure(tenant, CHAT, time_zone="UTC")

    assert replace(group, time_zone="UTC") == await stores.group_book.get(tenant, imported)


async def test_a_reader_that_leaves_is_gone_and_the_group_stays(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")
    await connect(stores, tenant)
    group = await connect(stores, tenant, reader=Reader.ACCOUNT)

    left = []
    for reader in (Reader.BOT, Reader.BOT, Reader.ACCOUNT):
        await stores.group_book.disconnect(tenant, group.id, reader)
        left.append((await stores.group_book.get(tenant, group.id)).readers)

    assert [{Reader.ACCOUNT}, {Reader.ACCOUNT}, set()] == left


async def test_a_chat_is_found_in_every_tenant_the_first_connected_first(stores: Stores) -> None:
    tenants = [await stores.tenants.ensure(name) for name in ("one", "two", "three")]
    groups = [await connect(stores, tenant) for tenant in tenants]
    await connect(stores, tenants[0], BASIC)

    assert groups == list(await stores.group_book.of_chat(CHAT.telegram_id))
    assert [] == list(await stores.group_book.of_chat(1))


async def test_a_tenants_groups_are_its_own(stores: Stores) -> None:
    one = await stores.tenants.ensure("one")
    groups = [await connect(stores, one), await connect(stores, one, BASIC)]
    two = await stores.tenants.ensure("two")
    await connect(stores, two)

    assert groups == list(await stores.group_book.of_tenant(one))


async def test_a_person_finds_groups_they_connected_or_were_seen_in_by_title(
    stores: Stores,
) -> None:
    one, two = [await stores.tenants.ensure(name) for name in ("one", "two")]
    own = await connect(stores, one, owner=FRIEND)
    seen = await connect(stores, two, BASIC)
    await connect(stores, two, replace(CHAT, telegram_id=-7, title="Чужая"))

    for _ in range(2):
        await stores.group_book.know(two, seen.id, FRIEND)

    assert [seen, own] == list(await stores.group_book.of_person(FRIEND))
    assert [] == list(await stores.group_book.of_person(PersonId(1)))


async def test_titles_are_sorted_as_people_read_them(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")
    titles = ["яблоко", "Альфа", "бета", "Beta", "alpha", "бета"]
    for number, title in enumerate(titles):
        await connect(stores, tenant, Chat(-number - 1, ChatKind.SUPERGROUP, title))

    found = await stores.group_book.of_person(OWNER)

    assert ["alpha", "Beta", "Альфа", "бета", "бета", "яблоко"] == [
        group.chat.title for group in found
    ]


async def test_a_chats_description_is_written_and_its_id_is_not(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")
    group = await connect(stores, tenant)
    described = Chat(-9, ChatKind.CHANNEL, "Вести", "news")

    for _ in range(2):
        await stores.group_book.describe(tenant, group.id, described)

    expected = replace(group, chat=replace(described, telegram_id=CHAT.telegram_id))
    assert expected == await stores.group_book.get(tenant, group.id)


async def test_what_is_told_late_of_a_basic_group_does_not_describe_the_supergroup(
    stores: Stores,
) -> None:
    tenant = await stores.tenants.ensure("one")
    group = await connect(stores, tenant, BASIC)
    [moved] = await stores.group_book.migrate(BASIC.telegram_id, CHAT)

    await stores.group_book.describe(tenant, group.id, replace(BASIC, title="Бывшая"))

    assert moved == await stores.group_book.get(tenant, group.id)


async def test_groups_go_on_under_the_new_id_in_every_tenant(stores: Stores) -> None:
    one, two = [await stores.tenants.ensure(name) for name in ("one", "two")]
    groups = [await connect(stores, tenant, BASIC) for tenant in (one, two)]

    moved = await stores.group_book.migrate(BASIC.telegram_id, CHAT)

    assert [
        replace(group, chat=CHAT, migrated_from=BASIC.telegram_id) for group in groups
    ] == list(moved)
    assert list(moved) == list(await stores.group_book.of_chat(CHAT.telegram_id))
    assert [] == list(await stores.group_book.of_chat(BASIC.telegram_id))
    assert list(moved) == list(await stores.group_book.once_of_chat(BASIC.telegram_id))


async def test_telling_of_a_migration_again_changes_nothing(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")
    await connect(stores, tenant, BASIC)

    told = [await stores.group_book.migrate(BASIC.telegram_id, CHAT) for _ in range(2)]

    assert list(told[0]) == list(told[1])
    assert 1 == len(told[0])


async def test_a_migration_is_an_event_of_each_tenant_and_only_once(stores: Stores) -> None:
    one, two = [await stores.tenants.ensure(name) for name in ("one", "two")]
    groups = [await connect(stores, tenant, BASIC) for tenant in (one, two)]
    await connect(stores, two)

    for _ in range(2):
        await stores.group_book.migrate(BASIC.telegram_id, CHAT)

    told = {"old_chat": BASIC.telegram_id, "new_chat": CHAT.telegram_id}
    assert [
        ("group.migrated.v1", {"tenant_id": group.tenant, "group_id": group.id, **told})
        for group in groups
    ] == await stores.recorded()


async def test_a_supergroup_that_was_connected_before_takes_the_readers_over(
    stores: Stores,
) -> None:
    tenant = await stores.tenants.ensure("one")
    old = await connect(stores, tenant, BASIC, reader=Reader.ACCOUNT)
    new = await connect(stores, tenant, reader=Reader.BOT)

    moved = await stores.group_book.migrate(BASIC.telegram_id, CHAT)

    assert [replace(new, readers=frozenset(Reader))] == list(moved)
    assert replace(old, readers=frozenset()) == await stores.group_book.get(tenant, old.id)


async def test_language_and_zone_are_set_each_on_its_own(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")
    group = await connect(stores, tenant)

    spoken = await stores.group_book.configure(tenant, group.id, language="ru")
    placed = await stores.group_book.configure(tenant, group.id, time_zone="UTC")

    assert replace(group, language="ru") == spoken
    assert replace(group, language="ru", time_zone="UTC", zone_chosen=True) == placed
    assert placed == await stores.group_book.get(tenant, group.id)


async def test_a_chosen_zone_is_known_as_such_wherever_the_group_is_found(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")
    book = stores.group_book
    await book.connect(
        tenant,
        BASIC,
        reader=Reader.BOT,
        owner=OWNER,
        time_zone="Asia/Tokyo",
        language="ru",
        zone_chosen=True,
    )
    again = await connect(stores, tenant, BASIC)
    await book.migrate(BASIC.telegram_id, CHAT)

    found = [
        again,
        *await book.of_chat(CHAT.telegram_id),
        *await book.once_of_chat(BASIC.telegram_id),
        *await book.of_person(OWNER),
        *await book.of_tenant(tenant),
    ]

    assert [("Asia/Tokyo", True)] * 5 == [(each.time_zone, each.zone_chosen) for each in found]


async def test_a_group_of_another_tenant_is_not_there(stores: Stores) -> None:
    owner = await stores.tenants.ensure("one")
    group = await connect(stores, owner)
    stranger = await stores.tenants.ensure("two")
    book = stores.group_book

    for tenant, number in ((stranger, group.id), (owner, NOBODY_KNOWS)):
        with pytest.raises(LookupError):
            await book.get(tenant, number)
        with pytest.raises(LookupError):
            await book.know(tenant, number, FRIEND)
        with pytest.raises(LookupError):
            await book.describe(tenant, number, BASIC)
        with pytest.raises(LookupError):
            await book.disconnect(tenant, number, Reader.BOT)
        with pytest.raises(LookupError):
            await book.configure(tenant, number, language="ru")

    assert group == await book.get(owner, group.id)
    assert [] == list(await book.of_person(FRIEND))


async def test_two_who_connect_a_group_at_once_connect_one(stores: Stores) -> None:
    tenant = await stores.tenants.ensure("one")

    connected = await asyncio.gather(
        *(connect(stores, tenant, reader=reader) for reader in [*Reader] * 4)
    )

    [group] = await stores.group_book.of_tenant(tenant)
    assert {group.id} == {each.id for each in connected}
    assert frozenset(Reader) == group.readers


async def test_two_accounts_that_find_a_basic_group_at_once_leave_it_one_reader(
    stores: Stores,
) -> None:
    tenant = await stores.tenants.ensure("one")

    await asyncio.gather(
        *(connect(stores, tenant, BASIC, reader=reader) for reader in [*Reader] * 4)
    )

    [group] = await stores.group_book.of_tenant(tenant)
    assert 1 == len(group.readers)
