"""What a basic group said before it became a supergroup, in memory and on Postgres."""

from dataclasses import replace

import pytest

from pipeline.digest.models import DigestId
from pipeline.digest.ports import WindowCounts
from pipeline.events.groups import GroupMessageIngested
from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.ingest.migration import former_id
from pipeline.ingest.models import Chat, ChatKind, MessageId
from pipeline.ingest.ports import Accepted
from tests.fixtures.digests import team_digest
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import CHAT, MIDNIGHT, Stores, new_digest, said, silent, window_of

BASIC = Chat(telegram_id=-501, kind=ChatKind.GROUP, title="Дача")
OLD = BASIC.telegram_id


async def connect(
    stores: Stores, name: str = "one", chat: Chat = BASIC, reader: Reader = Reader.ACCOUNT
) -> ConnectedGroup:
    return await stores.group_book.connect(
        await stores.tenants.ensure(name),
        chat,
        reader=reader,
        owner=PersonId(1),
        time_zone="UTC",
        language="ru",
    )


async def told(stores: Stores, group: ConnectedGroup) -> list[tuple[int, int | None, str]]:
    """Id, id of the answered message and text of each message, in the order of the talk."""
    window = await window_of(stores, group.tenant, group.id)
    linked = await stores.archive.messages(group.tenant, window)
    return [(each.message.id, each.message.reply_to, each.message.text) for each in linked]


TALK = [said(1, 1, "раз"), said(2, 2, "два", reply_to=MessageId(1), topic_id=MessageId(1))]
HISTORY = [(-999_999_999, None, "раз"), (-999_999_998, -999_999_999, "два")]


async def test_old_and_new_messages_of_the_same_ids_are_kept_apart(stores: Stores) -> None:
    group = await connect(stores)
    await stores.sink.accept(group.tenant, group.id, TALK)

    await stores.group_book.migrate(OLD, CHAT)
    accepted = await stores.sink.accept(
        group.tenant, group.id, [said(1, 3, "три"), said(2, 4, "четыре")]
    )

    assert Accepted(added=2) == accepted
    assert [*HISTORY, (1, None, "три"), (2, None, "четыре")] == await told(stores, group)


async def test_new_messages_are_announced_whatever_the_old_ones_were_called(
    stores: Stores,
) -> None:
    group = await connect(stores)
    await stores.sink.accept(group.tenant, group.id, TALK)
    await stores.group_book.migrate(OLD, CHAT)

    await stores.sink.accept(group.tenant, group.id, [said(1, 3, "три")])

    announced = [
        payload["message_id"]
        for name, payload in await stores.recorded()
        if name == GroupMessageIngested.name
    ]
    assert 1 == announced[-1]
    assert 3 == len(announced)


async def test_a_migration_that_is_told_again_renumbers_nothing(stores: Stores) -> None:
    group = await connect(stores)
    await stores.sink.accept(group.tenant, group.id, TALK)
    await stores.group_book.migrate(OLD, CHAT)
    await stores.sink.accept(group.tenant, group.id, [said(1, 3, "три")])

    await stores.group_book.migrate(OLD, CHAT)

    assert [*HISTORY, (1, None, "три")] == await told(stores, group)


async def test_every_tenant_that_has_the_group_keeps_its_messages(stores: Stores) -> None:
    groups = [await connect(stores, name) for name in ("one", "two")]
    for group in groups:
        await stores.sink.accept(group.tenant, group.id, TALK)

    await stores.group_book.migrate(OLD, CHAT)

    assert [HISTORY, HISTORY] == [await told(stores, group) for group in groups]


async def test_other_groups_keep_their_ids(stores: Stores) -> None:
    await connect(stores)
    other = await connect(stores, chat=replace(BASIC, telegram_id=-502))
    await stores.sink.accept(other.tenant, other.id, TALK)

    await stores.group_book.migrate(OLD, CHAT)

    assert [(1, None, "раз"), (2, 1, "два")] == await told(stores, other)


async def test_a_supergroup_that_was_connected_by_itself_is_another_group(
    stores: Stores,
) -> None:
    old = await connect(stores)
    new = await connect(stores, chat=CHAT)
    await stores.sink.accept(old.tenant, old.id, TALK)
    await stores.sink.accept(new.tenant, new.id, [said(1, 3, "три")])

    await stores.group_book.migrate(OLD, CHAT)

    assert [(1, None, "раз"), (2, 1, "два")] == await told(stores, old)
    assert [(1, None, "три")] == await told(stores, new)
    assert [] == list(await stores.group_book.once_of_chat(OLD))


async def test_what_the_old_chat_said_is_stored_as_history_however_late_it_comes(
    stores: Stores,
) -> None:
    group = await connect(stores)
    await stores.sink.accept(group.tenant, group.id, TALK[:1])
    await stores.group_book.migrate(OLD, CHAT)
    await stores.sink.accept(group.tenant, group.id, [said(2, 4, "новое")], said_in=-1)

    accepted = await stores.sink.accept(group.tenant, group.id, TALK, said_in=OLD)

    assert Accepted(added=1, unchanged=1) == accepted
    assert [*HISTORY, (2, None, "новое")] == await told(stores, group)


async def test_the_old_chats_messages_are_as_they_are_until_it_migrates(stores: Stores) -> None:
    group = await connect(stores)

    await stores.sink.accept(group.tenant, group.id, TALK[:1], said_in=OLD)

    assert [(1, None, "раз")] == await told(stores, group)


async def test_an_edit_of_an_old_message_edits_that_one(stores: Stores) -> None:
    group = await connect(stores)
    await stores.sink.accept(group.tenant, group.id, TALK)
    await stores.group_book.migrate(OLD, CHAT)
    await stores.sink.accept(group.tenant, group.id, [said(1, 3, "три")])

    accepted = await stores.sink.accept(
        group.tenant, group.id, [said(1, 1, "иначе", edit_version=7)], said_in=OLD
    )

    assert Accepted(edited=1) == accepted
    texts = [text for _, _, text in await told(stores, group)]
    assert ["иначе", "два", "три"] == texts


@pytest.mark.parametrize("where", ["said_in", "anywhere"])
async def test_an_old_message_can_be_deleted_and_the_new_one_of_its_id_stays(
    stores: Stores, where: str
) -> None:
    group = await connect(stores)
    await stores.sink.accept(group.tenant, group.id, TALK)
    await stores.group_book.migrate(OLD, CHAT)
    await stores.sink.accept(group.tenant, group.id, [said(1, 3, "три")])

    place = group.id if where == "said_in" else None
    deleted = await stores.sink.delete(group.tenant, place, [MessageId(1)], said_in=OLD)

    assert [(group.id, former_id(1))] == list(deleted)
    assert [HISTORY[1], (1, None, "три")] == await told(stores, group)


async def test_a_deletion_that_the_account_is_told_of_is_none_of_what_the_bot_numbered(
    stores: Stores,
) -> None:
    group = await connect(stores, reader=Reader.BOT)
    await stores.sink.accept(group.tenant, group.id, TALK)
    before = await stores.sink.delete(group.tenant, None, [MessageId(1)])
    await stores.group_book.migrate(OLD, CHAT)
    await connect(stores, chat=CHAT, reader=Reader.ACCOUNT)

    after = await stores.sink.delete(group.tenant, None, [MessageId(1)])

    assert ([], []) == (list(before), list(after))
    assert HISTORY == await told(stores, group)


async def test_a_tombstone_of_before_stays_one(stores: Stores) -> None:
    group = await connect(stores)
    await stores.sink.accept(group.tenant, group.id, TALK)
    await stores.sink.delete(group.tenant, group.id, [MessageId(1)])
    await stores.group_book.migrate(OLD, CHAT)

    accepted = await stores.sink.accept(group.tenant, group.id, TALK, said_in=OLD)

    assert Accepted(unchanged=2) == accepted
    assert HISTORY[1:] == await told(stores, group)


async def test_of_history_nobody_can_tell_how_much_there_was(stores: Stores) -> None:
    group = await connect(stores)
    await stores.sink.accept(group.tenant, group.id, [said(7, 1), said(90, 2)])
    await stores.group_book.migrate(OLD, CHAT)
    await stores.sink.accept(group.tenant, group.id, [said(1, 3), said(4, 4)])
    window = await window_of(stores, group.tenant, group.id)

    counts = await stores.archive.counts(group.tenant, [window.id])

    assert {window.id: WindowCounts(messages=4, participants=1, expected=None)} == counts


async def test_the_group_tells_when_it_migrated(stores: Stores) -> None:
    group = await connect(stores)
    before = await stores.archive.group(group.tenant, group.id)

    await stores.group_book.migrate(OLD, CHAT)
    after = await stores.archive.group(group.tenant, group.id)

    assert before.migrated_at is None
    assert after.migrated_at is not None
    assert after.migrated_at > group.created_at


async def test_no_cursor_outlives_the_numbers_that_it_counts(live: ServiceStores) -> None:
    group = await connect(live.stores)
    other = await connect(live.stores, chat=replace(BASIC, telegram_id=-502))
    for each in (group, other):
        await live.cursors.advance(each.tenant, each.id, "account", MessageId(9))

    await live.stores.group_book.migrate(OLD, CHAT)

    assert await live.cursors.get(group.tenant, group.id, "account") is None
    assert await live.cursors.get(other.tenant, other.id, "account") is not None


async def digested(live: ServiceStores, group: ConnectedGroup) -> DigestId:
    window = await window_of(live.stores, group.tenant, group.id)
    return await live.stores.digests.add(group.tenant, new_digest(window), silent)


async def test_a_digest_of_before_is_found_by_the_old_messages_and_not_by_new_ones(
    live: ServiceStores,
) -> None:
    cited = MessageId(team_digest().statements[0].statement.message_ids[0])
    group = await connect(live.stores)
    digest = await digested(live, group)

    await live.stores.group_book.migrate(OLD, CHAT)

    by = [
        await live.amendments.citing(group.tenant, group.id, [message], since=MIDNIGHT)
        for message in (cited, former_id(cited))
    ]
    assert [[], [digest]] == [list(found) for found in by]


async def test_a_digest_of_afterwards_cites_what_it_says(live: ServiceStores) -> None:
    cited = MessageId(team_digest().statements[0].statement.message_ids[0])
    group = await connect(live.stores)
    await live.stores.group_book.migrate(OLD, CHAT)
    window = await window_of(live.stores, group.tenant, group.id)
    made = new_digest(window)
    instant = replace(made, digest=made.digest.model_copy(update={"seconds": 0.0}))

    digest = await live.stores.digests.add(group.tenant, instant, silent)

    found = await live.amendments.citing(group.tenant, group.id, [cited], since=MIDNIGHT)
    assert [digest] == list(found)


async def test_a_digest_whose_run_saw_the_old_ids_is_one_of_before(live: ServiceStores) -> None:
    cited = MessageId(team_digest().statements[0].statement.message_ids[0])
    group = await connect(live.stores)
    await live.stores.group_book.migrate(OLD, CHAT)
    window = await window_of(live.stores, group.tenant, group.id)
    made = new_digest(window)
    slow = replace(made, digest=made.digest.model_copy(update={"seconds": 3600.0}))

    digest = await live.stores.digests.add(group.tenant, slow, silent)

    found = await live.amendments.citing(
        group.tenant, group.id, [former_id(cited)], since=MIDNIGHT
    )
    assert [digest] == list(found)
