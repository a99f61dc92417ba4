"""TenantDirectory, GroupDirectory and MessageSink, in memory and on Postgres."""

from dataclasses import replace

import pytest

from pipeline.ingest.models import (
    Chat,
    ChatKind,
    GroupId,
    Media,
    MediaKind,
    Message,
    MessageId,
    MessageKind,
    Reaction,
    TenantId,
)
from pipeline.ingest.ports import Accepted
from pipeline.windows.models import WindowSize
from tests.fixtures.stores import CHAT, Stores, said, span

EVERYTHING = said(
    1,
    10,
    "смотри https://example.org @anya",
    kind=MessageKind.MEDIA,
    edit_version=1772400000,
    reply_to=7,
    topic_id=3,
    media=Media(MediaKind.PHOTO, name="схема.png", size=1024, seconds=None),
    reactions=(Reaction("👍", 3), Reaction("custom", 1)),
    mentions=("@anya",),
    links=("https://example.org",),
    forwarded_from="Канал",
    via_bot="@gif",
    action="pin_message",
)


async def stored(stores: Stores, tenant: TenantId, group: GroupId) -> list[Message]:
    [window] = await stores.windows.ensure(tenant, group, [span(0, WindowSize.DAY)])
    return [linked.message for linked in await stores.archive.messages(tenant, window)]


async def ingested(stores: Stores) -> list[tuple[int, int]]:
    """Id and version of each message that was announced."""
    return [
        (payload["message_id"], payload["edit_version"])
        for name, payload in await stores.recorded()
        if name == "group.message.ingested.v1"
    ]


async def test_a_tenant_is_found_again_by_its_name(stores: Stores) -> None:
    first = await stores.tenants.ensure("Команда")

    again = await stores.tenants.ensure("Команда")
    other = await stores.tenants.ensure("команда")

    assert first == again
    assert first != other


async def test_a_tenant_that_is_looked_for_is_not_made(stores: Stores) -> None:
    known = await stores.tenants.ensure("team")

    found = [await stores.tenants.find(name) for name in ("team", "tema", "tema")]

    assert [known, None, None] == found


async def test_a_group_is_found_again_and_takes_its_new_title(stores: Stores) -> None:
    tenant, group = await stores.group()
    renamed = Chat(CHAT.telegram_id, ChatKind.CHANNEL, "Other", username="other")

    again = await stores.groups.ensure(tenant, renamed, time_zone="UTC")
    found = await stores.archive.group(tenant, group)

    assert group == again
    assert ("Other", "other", "channel", "UTC") == (
        found.title,
        found.username,
        found.kind,
        found.time_zone,
    )


async def test_one_chat_is_a_group_of_its_own_for_each_tenant(stores: Stores) -> None:
    _, group = await stores.group("one")
    _, other = await stores.group("two")

    assert group != other


async def test_a_message_comes_back_as_it_went_in(stores: Stores) -> None:
    tenant, group = await stores.group()
    plain = said(2, 11)

    await stores.sink.accept(tenant, group, [EVERYTHING, plain])

    assert [EVERYTHING, plain] == await stored(stores, tenant, group)


async def test_accepting_a_batch_twice_changes_nothing(stores: Stores) -> None:
    tenant, group = await stores.group()
    batch = [said(1, 1), said(2, 2)]
    first = await stores.sink.accept(tenant, group, batch)

    again = await stores.sink.accept(tenant, group, batch)

    assert Accepted(added=2) == first
    assert Accepted(unchanged=2) == again
    assert [(1, 0), (2, 0)] == await ingested(stores)


async def test_a_longer_export_adds_only_what_is_new(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2)])

    accepted = await stores.sink.accept(tenant, group, [said(2, 2), said(3, 3)])

    assert Accepted(added=1, unchanged=1) == accepted
    assert [1, 2, 3] == [message.id for message in await stored(stores, tenant, group)]


async def test_a_later_version_replaces_the_message_and_is_announced(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1, "до"), said(2, 2)])
    edited = said(1, 1, "после", edit_version=1772400000)

    accepted = await stores.sink.accept(tenant, group, [edited])

    assert Accepted(edited=1) == accepted
    assert edited == (await stored(stores, tenant, group))[0]
    assert [(1, 0), (2, 0), (1, 1772400000)] == await ingested(stores)


async def test_an_earlier_version_changes_nothing(stores: Stores) -> None:
    tenant, group = await stores.group()
    edited = said(1, 1, "после", edit_version=1772400000)
    await stores.sink.accept(tenant, group, [edited])

    accepted = await stores.sink.accept(tenant, group, [said(1, 1, "до")])

    assert Accepted(unchanged=1) == accepted
    assert [edited] == await stored(stores, tenant, group)


async def test_new_reactions_are_stored_and_not_announced(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1)])
    liked = replace(said(1, 1), reactions=(Reaction("🔥", 5),))

    accepted = await stores.sink.accept(tenant, group, [liked])

    assert Accepted(unchanged=1) == accepted
    assert [liked] == await stored(stores, tenant, group)
    assert [(1, 0)] == await ingested(stores)


async def test_of_an_id_that_a_batch_holds_twice_the_later_version_wins(stores: Stores) -> None:
    tenant, group = await stores.group()
    late = said(1, 1, "после", edit_version=5)

    accepted = await stores.sink.accept(tenant, group, [said(1, 1), late, said(1, 1), said(2, 2)])

    assert Accepted(added=2, unchanged=2) == accepted
    assert [late, said(2, 2)] == await stored(stores, tenant, group)


async def test_messages_may_come_in_any_order(stores: Stores) -> None:
    tenant, group = await stores.group()

    await stores.sink.accept(tenant, group, [said(3, 30), said(1, 30), said(2, 10)])

    assert [2, 1, 3] == [message.id for message in await stored(stores, tenant, group)]


async def test_an_empty_batch_is_nothing(stores: Stores) -> None:
    tenant, group = await stores.group()

    accepted = await stores.sink.accept(tenant, group, [])

    assert Accepted() == accepted
    assert [] == await stores.recorded()


@pytest.mark.parametrize(
    "broken",
    [
        said(13, 1, "тайна\0"),
        said(13, 1, "тайна\ud83d"),
        said(13, 1, author_name="\udc00"),
        said(13, 1, links=("\0",)),
        said(13, 1, media=Media(MediaKind.FILE, name="\ud83d")),
    ],
)
async def test_a_text_that_cannot_be_stored_refuses_its_batch_and_no_other(
    stores: Stores, broken: Message
) -> None:
    tenant, group = await stores.group()

    with pytest.raises(ValueError, match="13") as refused:
        await stores.sink.accept(tenant, group, [said(1, 1), broken])
    accepted = await stores.sink.accept(tenant, group, [said(2, 2)])

    assert "тайна" not in str(refused.value)
    assert Accepted(added=1) == accepted
    assert [2] == [message.id for message in await stored(stores, tenant, group)]


@pytest.mark.parametrize("text", ["a\\u0000b", "😀", "‏שלום‎", "\x1b[31m", "x" * 1_000_000])
async def test_a_strange_text_is_kept_as_it_is(stores: Stores, text: str) -> None:
    tenant, group = await stores.group()
    message = said(1, 1, text, forwarded_from=text)

    await stores.sink.accept(tenant, group, [message])

    assert [message] == await stored(stores, tenant, group)


async def test_a_group_of_another_tenant_takes_no_messages(stores: Stores) -> None:
    _, group = await stores.group("owner")
    stranger = await stores.tenants.ensure("stranger")

    with pytest.raises(LookupError):
        await stores.sink.accept(stranger, group, [said(1, 1)])

    assert [] == await stores.recorded()


async def test_reactions_change_without_an_edit(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1), said(2, 2, links=("https://a.example",))])
    liked, loved = Reaction("👍", 2), Reaction("❤", 1)

    changed = await stores.reactions.react(
        tenant, group, {MessageId(1): [liked, loved], MessageId(2): [liked], MessageId(9): [liked]}
    )
    again = await stores.reactions.react(tenant, group, {MessageId(1): [liked, loved]})
    taken_back = await stores.reactions.react(tenant, group, {MessageId(2): []})

    first, second = await stored(stores, tenant, group)
    assert (2, 0, 1) == (changed, again, taken_back)
    assert ((liked, loved), 0) == (first.reactions, first.edit_version)
    assert ((), ("https://a.example",)) == (second.reactions, second.links)


async def test_a_deleted_message_takes_no_reaction(stores: Stores) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [said(1, 1)])
    await stores.sink.delete(tenant, group, [MessageId(1)])

    assert 0 == await stores.reactions.react(tenant, group, {MessageId(1): [Reaction("👍", 1)]})
