"""How much of a window is talk, and how much there should be, in memory and on Postgres."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.digest.ports import WindowCounts
from pipeline.groups.models import ConnectedGroup, PersonId, Reader, Sight
from pipeline.ingest.models import Chat, ChatKind, Message, MessageId, MessageKind
from pipeline.windows.models import Span, WindowSize
from tests.fixtures.stores import CHAT, Stores, said, window_of

ANYBODY = PersonId(7)
SERVICE = MessageKind.SERVICE


async def connect(
    stores: Stores, chat: Chat = CHAT, reader: Reader = Reader.BOT
) -> ConnectedGroup:
    tenant = await stores.people.tenant_of(ANYBODY)
    return await stores.group_book.connect(
        tenant, chat, reader=reader, owner=ANYBODY, time_zone="UTC", language="ru"
    )


async def counted(stores: Stores, group: ConnectedGroup, *messages: Message) -> WindowCounts:
    """The counts of the day's first four hours, in which these were said."""
    await stores.people.meet(ANYBODY, language="ru", time_zone="UTC")
    await stores.sink.accept(group.tenant, group.id, messages)
    window = await window_of(stores, group.tenant, group.id)
    return (await stores.archive.counts(group.tenant, [window.id]))[window.id]


@pytest.fixture
async def group(stores: Stores) -> ConnectedGroup:
    await stores.people.meet(ANYBODY, language="ru", time_zone="UTC")
    return await connect(stores)


async def test_what_the_bot_sent_is_neither_talk_nor_missed(
    stores: Stores, group: ConnectedGroup
) -> None:
    chat = CHAT.telegram_id
    await stores.sent_messages.note([(chat, MessageId(11)), (chat, MessageId(13))])
    await stores.sent_messages.note([(chat, MessageId(13)), (chat, MessageId(14))])

    counts = await counted(stores, group, said(10, 1), said(12, 2), said(16, 3))

    assert WindowCounts(messages=3, participants=1, expected=4) == counts


async def test_what_it_sent_into_another_chat_says_nothing_here(
    stores: Stores, group: ConnectedGroup
) -> None:
    await stores.sent_messages.note([(CHAT.telegram_id - 1, MessageId(11))])

    counts = await counted(stores, group, said(10, 1), said(12, 2))

    assert 3 == counts.expected


async def test_what_it_sent_and_an_account_read_is_counted_once(
    stores: Stores, group: ConnectedGroup
) -> None:
    await stores.sent_messages.note([(CHAT.telegram_id, MessageId(11))])

    counts = await counted(
        stores, group, said(10, 1), said(11, 2, "сводка", own=True), said(13, 3)
    )

    assert WindowCounts(messages=2, participants=1, expected=3) == counts


async def test_service_messages_commands_and_the_deleted_are_known_and_no_talk(
    stores: Stores, group: ConnectedGroup
) -> None:
    await stores.sink.accept(group.tenant, group.id, [said(12, 2, "ошибся")])
    await stores.sink.delete(group.tenant, group.id, [MessageId(12)])

    counts = await counted(
        stores,
        group,
        said(10, 1),
        said(11, 1.5, "", kind=SERVICE, action="pin_message", author_id="user9"),
        said(13, 3, "/digest 4h", author_id="user2"),
        said(14, 4, "/digest@alfred_bot", author_id="user3"),
        said(15, 5, "/etc/passwd is world readable", author_id="user4"),
    )

    assert WindowCounts(messages=2, participants=2, expected=2) == counts


async def test_ids_of_a_basic_group_tell_nothing_of_what_was_missed(stores: Stores) -> None:
    await stores.people.meet(ANYBODY, language="ru", time_zone="UTC")
    group = await connect(stores, replace(CHAT, telegram_id=-77, kind=ChatKind.GROUP))

    counts = await counted(stores, group, said(10, 1), said(400, 2))

    assert WindowCounts(messages=2, participants=1, expected=None) == counts


async def test_while_the_bot_saw_no_talk_nothing_is_claimed(
    stores: Stores, group: ConnectedGroup
) -> None:
    moment = datetime.now(UTC)
    hours = [
        Span(moment + timedelta(hours=first), moment + timedelta(hours=first + 4), WindowSize.FOUR)
        for first in (-6, -2, 2)
    ]
    await stores.sink.accept(group.tenant, group.id, [replace(said(10, 0), sent_at=moment)])
    windows = await stores.windows.ensure(group.tenant, group.id, hours)
    told = []

    for sight in (Sight.BLIND, Sight.BLIND, Sight.SEES, Sight.SEES):
        await stores.group_book.note_sight(group.tenant, group.id, sight)
        counts = await stores.archive.counts(group.tenant, [each.id for each in windows])
        told.append([counts[each.id].blind for each in windows])

    assert [[False, True, True]] * 2 + [[False, True, False]] * 2 == told
    assert [0, None, 0] == [counts[each.id].expected for each in windows]


async def test_an_account_that_reads_as_well_sees_what_the_bot_does_not(stores: Stores) -> None:
    await stores.people.meet(ANYBODY, language="ru", time_zone="UTC")
    await connect(stores)
    group = await connect(stores, reader=Reader.ACCOUNT)
    await stores.group_book.note_sight(group.tenant, group.id, Sight.BLIND)

    counts = await counted(stores, group, said(10, 1), said(11, 2))

    assert WindowCounts(messages=2, participants=1, expected=2) == counts


async def test_a_fingerprint_does_not_change_with_what_is_no_talk(
    stores: Stores, group: ConnectedGroup
) -> None:
    await stores.sink.accept(group.tenant, group.id, [said(1, 1), said(2, 2)])
    window = await window_of(stores, group.tenant, group.id)
    before = await stores.archive.fingerprint(group.tenant, window)

    await stores.sink.accept(
        group.tenant,
        group.id,
        [said(3, 3, "/digest"), said(4, 4, "сводка", own=True), said(5, 5, "", kind=SERVICE)],
    )

    assert before == await stores.archive.fingerprint(group.tenant, window)


async def test_what_is_alfreds_stays_his_though_an_export_does_not_tell(
    stores: Stores, group: ConnectedGroup
) -> None:
    digest = said(4, 4, "сводка", own=True)
    await stores.sink.accept(group.tenant, group.id, [digest])
    window = await window_of(stores, group.tenant, group.id)

    await stores.sink.accept(
        group.tenant,
        group.id,
        [replace(digest, own=False, author_name="Альфред"), said(5, 5, "спасибо")],
    )

    found = await stores.archive.messages(group.tenant, window)
    assert [(4, True), (5, False)] == [(each.message.id, each.message.own) for each in found]
    assert 1 == (await counted(stores, group)).messages


async def test_what_turns_out_to_be_alfreds_is_talk_no_more(
    stores: Stores, group: ConnectedGroup
) -> None:
    digest = said(4, 4, "сводка")
    assert 1 == (await counted(stores, group, digest)).messages

    await stores.sink.accept(group.tenant, group.id, [replace(digest, own=True)])

    assert 0 == (await counted(stores, group)).messages


async def test_a_post_of_alfreds_that_telegram_brings_into_the_group_is_his(
    stores: Stores, group: ConnectedGroup
) -> None:
    channel, others = -1009, -1008
    await stores.sent_messages.note([(channel, MessageId(70))])

    counts = await counted(
        stores,
        group,
        said(1, 1, "сводка", post=(channel, MessageId(70))),
        said(2, 2, "новость", post=(channel, MessageId(71))),
        said(3, 3, "чужое", post=(others, MessageId(70))),
    )

    assert WindowCounts(messages=2, participants=1, expected=2) == counts


async def test_that_a_post_was_alfreds_may_turn_out_when_it_is_read_again(
    stores: Stores, group: ConnectedGroup
) -> None:
    post = said(1, 1, "сводка", post=(-1009, MessageId(70)))
    assert 1 == (await counted(stores, group, post)).messages

    await stores.sent_messages.note([(-1009, MessageId(70))])

    assert 0 == (await counted(stores, group, post)).messages


async def test_a_mark_of_a_command_is_kept(stores: Stores, group: ConnectedGroup) -> None:
    messages = [said(1, 1, "/2fa", command=True), said(2, 2, "/deploy", command=False)]
    await stores.sink.accept(group.tenant, group.id, messages)
    window = await window_of(stores, group.tenant, group.id)

    found = await stores.archive.messages(group.tenant, window)

    assert messages == [each.message for each in found]
    assert 1 == (await counted(stores, group)).messages


async def test_a_window_of_nothing_but_commands_is_silent(
    stores: Stores, group: ConnectedGroup
) -> None:
    window = await window_of(stores, group.tenant, group.id)
    await stores.sink.accept(group.tenant, group.id, [said(3, 3, "/digest")])

    silent = await stores.windows.silent(group.tenant, group.id, [window.span])

    assert [window.span] == list(silent)
