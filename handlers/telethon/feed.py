"""Updates of one account on their way into the store."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from telethon import types

from bot.telethon.intake import Reason, Repairs
from bot.telethon.metrics import IngestMetrics
from handlers.telethon.conversion import Conversion
from handlers.telethon.lanes import BATCH, Batch, Lane
from handlers.telethon.peers import People, channel_mark, is_number
from handlers.telethon.updates import Erased, Missed, Written, read_update
from pipeline.groups.migration import as_it_was
from pipeline.groups.models import ConnectedGroup, Reader
from pipeline.groups.ports import GroupBook
from pipeline.ingest.models import Chat, ChatKind, Message, MessageId, TenantId
from pipeline.ingest.ports import Accepted, MessageSink

T = TypeVar("T")

_SOURCE: Final = "account"
_GATHERED_SECONDS: Final = 0.05
_WRITERS: Final = 4
_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 10.0
_log = logging.getLogger(__name__)


class Feed:
    """The `Intake` of one account.

    Messages of connected groups wait, at most 10 000 of a group, until 50 ms have passed or 500
    have come, and are stored together. What does not fit is left out, and read from the history
    once there is room: nothing is waited for while Telethon hands over updates, since it would go
    on handing them over. Messages of other chats are not even converted. What was said in a basic
    group may be told after it became a supergroup, and is stored as its history.
    """

    def __init__(
        self,
        tenant: TenantId,
        people: People,
        repairs: Repairs,
        *,
        sink: MessageSink,
        groups: GroupBook,
        metrics: IngestMetrics,
        outages: tuple[type[Exception], ...],
        own: int | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._tenant = tenant
        self._people = people
        self._repairs = repairs
        self._sink = sink
        self._groups = groups
        self._metrics = metrics
        self._outages = outages
        self._clock = clock
        self._sleep = sleep
        self._conversion = Conversion(people, own)
        self._lanes: dict[int, Lane] = {}
        self._idle: set[Lane] = set()
        self._ready = asyncio.Event()
        self._writers = asyncio.Semaphore(_WRITERS)

    def follow(self, groups: Sequence[ConnectedGroup]) -> None:
        past = [as_it_was(group, Reader.ACCOUNT) for group in groups]
        lanes = {}
        for group in (*filter(None, past), *groups):
            chat = group.chat.telegram_id
            lane = lanes[chat] = self._lanes.get(chat) or Lane(group)
            lane.group = group
        self._lanes = lanes

    async def told(self, update: Any) -> None:
        match read_update(update):
            case Written(chat, raw) if (lane := self._lanes.get(chat)) is not None:
                self._written(lane, raw)
            case Erased(None, ids):
                for lane in [lane for lane in self._lanes.values() if lane.is_basic]:
                    lane.erase(ids)
                    self._wake(lane)
            case Erased(int(chat), ids) if (lane := self._lanes.get(chat)) is not None:
                lane.erase(ids)
                self._wake(lane)
            case Missed(chat):
                self._repairs.ask(Reason.GAP, chat)

    async def page(self, group: ConnectedGroup, messages: Sequence[Any]) -> Accepted:
        lane = self._lanes.get(group.chat.telegram_id) or Lane(group)
        found = [self._conversion.convert(raw) for raw in messages]
        batch = Batch([message for message in found if message is not None], [], None)
        for raw in messages:
            batch.chat = self._became(group, raw) or batch.chat
        async with lane.lock:
            return await self._store(lane, batch)

    async def erase(self, group: ConnectedGroup, ids: Sequence[MessageId]) -> None:
        chat = group.chat.telegram_id
        await self._safely(lambda: self._sink.delete(self._tenant, group.id, ids, said_in=chat))

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._ready.wait()
                self._ready.clear()
                idle, self._idle = self._idle, set()
                for lane in idle:
                    lane.writing = True
                    tasks.create_task(self._write(lane))

    def _written(self, lane: Lane, raw: Any) -> None:
        number = getattr(raw, "id", None)
        if is_number(number) and not self._is_whole(raw):
            self._repairs.fetch(lane.group.chat.telegram_id, [number])
            return
        message = self._conversion.convert(raw)
        if message is None:
            return
        lane.write(message)
        chat = self._became(lane.group, raw)
        if chat is not None:
            lane.become(chat)
        self._wake(lane)

    def _is_whole(self, raw: Any) -> bool:
        """Whether the update tells all: the author's name, and a long text to its end."""
        rich = getattr(raw, "rich_message", None)
        cut = rich is not None and getattr(rich, "part", None)
        return not cut and self._conversion.knows_author(raw)

    def _became(self, group: ConnectedGroup, raw: Any) -> Chat | None:
        """What a service message makes of the chat."""
        match getattr(raw, "action", None):
            case types.MessageActionChatMigrateTo(channel_id=channel) if is_number(channel):
                mark = channel_mark(channel)
                title = self._people.name(mark) or group.chat.title
                return Chat(mark, ChatKind.SUPERGROUP, title, self._people.username(mark))
            case types.MessageActionChatEditTitle(title=str(title)):
                return replace(group.chat, title=title)
        return None

    def _wake(self, lane: Lane) -> None:
        if not lane.writing:
            self._idle.add(lane)
            self._ready.set()

    async def _write(self, lane: Lane) -> None:
        try:
            while lane.waiting:
                if lane.waiting < BATCH:
                    await self._sleep(_GATHERED_SECONDS)
                async with lane.lock, self._writers:
                    batch = lane.take()
                    await self._store(lane, batch)
                self._told_of(lane, batch.messages)
        finally:
            lane.writing = False
        if lane.overflowed:
            lane.overflowed = False
            _log.warning("group %s: more came than could be stored at once", lane.group.id)
            self._repairs.ask(Reason.OVERFLOW, lane.group.chat.telegram_id)

    async def _store(self, lane: Lane, batch: Batch) -> Accepted:
        tenant, group = self._tenant, lane.group
        chat = group.chat.telegram_id
        accepted = Accepted()
        if batch.messages:
            accepted = await self._safely(
                lambda: self._sink.accept(tenant, group.id, batch.messages, said_in=chat)
            )
            self._metrics.stored(_SOURCE, accepted.added + accepted.edited)
        if batch.erased:
            where = None if lane.is_basic else group.id
            await self._safely(
                lambda: self._sink.delete(tenant, where, batch.erased, said_in=chat)
            )
        if batch.chat is not None:
            await self._change(group, batch.chat)
        return accepted

    async def _change(self, group: ConnectedGroup, chat: Chat) -> None:
        known = group.chat
        if chat == known:
            return
        if chat.telegram_id == known.telegram_id:
            await self._safely(lambda: self._groups.describe(self._tenant, group.id, chat))
        else:
            await self._safely(lambda: self._groups.migrate(known.telegram_id, chat))
        self._repairs.changed()

    def _told_of(self, lane: Lane, messages: Sequence[Message]) -> None:
        now = self._clock()
        for message in messages:
            if message.edit_version == 0:
                self._metrics.lagged((now - message.sent_at).total_seconds())
        chat = lane.group.chat.telegram_id
        self._repairs.stored(chat, [message.id for message in messages])

    async def _safely(self, write: Callable[[], Awaitable[T]]) -> T:
        """Write until the store takes it.

        Meanwhile the buffers fill, and what they cannot hold is read again.
        """
        pause = _FIRST_PAUSE
        while True:
            try:
                return await write()
            except self._outages as error:
                _log.warning("messages cannot be stored: %s", type(error).__name__)
            await self._sleep(pause)
            pause = min(_LONGEST_PAUSE, 2 * pause)
