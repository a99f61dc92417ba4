import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from telethon import types

from bot.telethon.intake import Reason
from bot.telethon.metrics import IngestMetrics
from handlers.telethon.feed import Feed
from handlers.telethon.lanes import BATCH, MOST_WAITING
from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind, GroupId, Message, MessageId, TenantId
from pipeline.ingest.ports import Accepted
from tests.fakes.group_book import MemoryGroupBook
from tests.fakes.groups import MemoryGroups

TENANT = TenantId(1)
CHANNEL = 1234567890
CHAT = -1_000_000_000_000 - CHANNEL
SENT = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


class Everybody:
    def name(self, marked: int) -> str | None:
        return None if marked == 404 else "Анна"

    def username(self, marked: int) -> str | None:
        return None


class Asked:
    """The port ``Repairs``, which writes down what it is asked."""

    def __init__(self) -> None:
        self.reasons: list[tuple[Reason, int | None]] = []
        self.fetched: list[int] = []
        self.followed: list[MessageId] = []

    def ask(self, reason: Reason, chat: int | None = None) -> None:
        self.reasons.append((reason, chat))

    def fetch(self, chat: int, ids: Sequence[int]) -> None:
        self.fetched.extend(ids)

    def stored(self, chat: int, ids: Sequence[MessageId]) -> None:
        self.followed.extend(ids)

    def changed(self) -> None:
        self.reasons.append((Reason.START, None))


class Sink:
    """The port ``MessageSink``, which a test opens and closes."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.batches: list[list[int]] = []
        self.deleted: list[tuple[GroupId | None, list[int]]] = []
        self.writing = 0
        self.most_writing = 0

    async def accept(
        self,
        tenant: TenantId,
        group: GroupId,
        batch: Sequence[Message],
        *,
        said_in: int | None = None,
    ) -> Accepted:
        self.writing += 1
        self.most_writing = max(self.most_writing, self.writing)
        await self.open.wait()
        self.writing -= 1
        self.batches.append([message.id for message in batch])
        return Accepted(added=len(batch))

    async def delete(
        self,
        tenant: TenantId,
        group: GroupId | None,
        ids: Sequence[MessageId],
        *,
        said_in: int | None = None,
    ) -> Sequence[tuple[GroupId, MessageId]]:
        self.deleted.append((group, list(ids)))
        return []


async def soon(seconds: float) -> None:
    await asyncio.sleep(0)


class Scene:
    def __init__(self) -> None:
        self.repairs = Asked()
        self.sink = Sink()
        self.book = MemoryGroupBook(MemoryGroups())
        self.feed = Feed(
            TENANT,
            Everybody(),
            self.repairs,
            sink=self.sink,
            groups=self.book,
            metrics=IngestMetrics(CollectorRegistry()),
            outages=(ConnectionError,),
            sleep=soon,
        )

    async def connect(self, chat: int = CHAT) -> ConnectedGroup:
        kind = ChatKind.SUPERGROUP if chat == CHAT else ChatKind.GROUP
        group = await self.book.connect(
            TENANT,
            Chat(chat, kind, "Ласточка"),
            reader=Reader.ACCOUNT,
            owner=PersonId(1),
            time_zone="UTC",
            language="ru",
        )
        self.feed.follow(await self.book.of_tenant(TENANT))
        return group

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(self.feed.run())
            yield
            task.cancel()

    @property
    def stored(self) -> list[int]:
        return [number for batch in self.sink.batches for number in batch]


async def settled(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the fakes tell nobody
            await asyncio.sleep(0)


def said(number: int, author: int = 1, **values: Any) -> Any:
    message = types.Message(
        id=number,
        peer_id=types.PeerChannel(CHANNEL),
        from_id=types.PeerUser(author),
        date=SENT,
        message="слово",
        **values,
    )
    return types.UpdateNewChannelMessage(message, number, 1)


async def test_messages_are_stored_together_and_in_their_order() -> None:
    scene = Scene()
    await scene.connect()
    for number in range(1, 2 * BATCH + 2):
        await scene.feed.told(said(number))

    async with scene.running():
        await settled(lambda: len(scene.stored) == 2 * BATCH + 1)

    assert list(range(1, 2 * BATCH + 2)) == scene.stored
    assert [BATCH, BATCH, 1] == [len(batch) for batch in scene.sink.batches]
    assert scene.stored == scene.repairs.followed


async def test_one_group_has_one_writer_at_a_time() -> None:
    scene = Scene()
    group = await scene.connect()
    scene.sink.open.clear()
    async with scene.running(), asyncio.TaskGroup() as tasks:
        await scene.feed.told(said(1))
        await settled(lambda: scene.sink.writing)
        tasks.create_task(scene.feed.page(group, [said(2).message]))
        await scene.feed.told(said(3))
        for _ in range(10):
            await asyncio.sleep(0)
        scene.sink.open.set()
        await settled(lambda: len(scene.stored) == 3)

    assert 1 == scene.sink.most_writing


async def test_what_does_not_fit_is_read_from_the_history() -> None:
    scene = Scene()
    await scene.connect()
    for number in range(1, MOST_WAITING + 3):
        await scene.feed.told(said(number))

    async with scene.running():
        await settled(lambda: scene.repairs.reasons)

    assert MOST_WAITING == len(scene.stored)
    assert [(Reason.OVERFLOW, CHAT)] == scene.repairs.reasons


async def test_a_deletion_follows_the_message_that_it_erases() -> None:
    scene = Scene()
    group = await scene.connect()
    await scene.feed.told(types.UpdateDeleteChannelMessages(CHANNEL, [1], 2, 1))
    await scene.feed.told(said(1))

    async with scene.running():
        await settled(lambda: scene.sink.deleted)

    assert [1] == scene.stored
    assert [(group.id, [1])] == scene.sink.deleted


async def test_a_deletion_without_a_chat_is_of_some_basic_group() -> None:
    scene = Scene()
    await scene.connect()
    await scene.connect(-5)
    await scene.feed.told(types.UpdateDeleteMessages([1, 2], 2, 2))

    async with scene.running():
        await settled(lambda: scene.sink.deleted)

    assert [(None, [1, 2])] == scene.sink.deleted


async def test_a_message_in_the_short_form_is_stored() -> None:
    scene = Scene()
    await scene.connect(-5)
    await scene.feed.told(types.UpdateShortChatMessage(7, 1, 5, "коротко", 1, 1, SENT))

    async with scene.running():
        await settled(lambda: scene.stored)

    assert [7] == scene.stored


@pytest.mark.parametrize(
    "update",
    [said(7, author=404), said(7, rich_message=types.RichMessage([], [], [], part=True))],
)
async def test_an_update_that_does_not_tell_all_is_fetched(update: Any) -> None:
    scene = Scene()
    await scene.connect()

    await scene.feed.told(update)

    assert [7] == scene.repairs.fetched


async def test_a_channel_of_which_more_happened_is_repaired() -> None:
    scene = Scene()

    await scene.feed.told(types.UpdateChannelTooLong(CHANNEL))

    assert [(Reason.GAP, CHAT)] == scene.repairs.reasons


async def test_a_new_title_is_written_down() -> None:
    scene = Scene()
    group = await scene.connect()
    renamed = types.MessageService(
        id=7,
        peer_id=types.PeerChannel(CHANNEL),
        from_id=types.PeerUser(1),
        date=SENT,
        action=types.MessageActionChatEditTitle("Чайка"),
    )
    await scene.feed.told(types.UpdateNewChannelMessage(renamed, 7, 1))

    async with scene.running():
        await settled(lambda: scene.repairs.reasons)

    assert "Чайка" == (await scene.book.get(TENANT, group.id)).chat.title
