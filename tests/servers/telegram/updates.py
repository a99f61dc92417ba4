"""The queue of updates, and long polling."""

import asyncio
import itertools
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import orjson

from tests.servers.telegram.errors import ApiError, conflict
from tests.servers.telegram.fields import Json

_RARE: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
BY_DEFAULT: Final = frozenset(
    {
        "business_connection",
        "business_message",
        "callback_query",
        "channel_post",
        "chat_boost",
        "chat_join_request",
        "chosen_inline_result",
        "deleted_business_messages",
        "edited_business_message",
        "edited_channel_post",
        "edited_message",
        "guest_message",
        "inline_query",
        "managed_bot",
        "message",
        "my_chat_member",
        "poll",
        "poll_answer",
        "pre_checkout_query",
        "purchased_paid_media",
        "removed_chat_boost",
        "shipping_query",
        "stopped_message_generation",
        "subscription",
    }
)
"""Kinds that a bot gets without asking."""
KINDS: Final = BY_DEFAULT | _RARE

POLLED_TWICE: Final = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
_CONFLICT_PAUSE: Final = 3.0
"""Seconds that a conflict's answer is held back if the last one is no older."""


@dataclass(frozen=True, slots=True)
class Update:
    id: int
    queue: int
    """Whose updates are told in order: a chat's or a person's."""
    body: bytes
    """Its JSON, as things were when it happened."""


@dataclass(slots=True)
class Updates:
    pending: OrderedDict[int, Update] = field(default_factory=OrderedDict)
    """Those that the bot has not confirmed, oldest first."""
    allowed: frozenset[str] = BY_DEFAULT
    handed: Counter[int] = field(default_factory=Counter)
    """How often each update was given out; more than once after a restart or a failed webhook."""
    conflicts: int = 0
    """Polls that another poll terminated."""
    arrived: Callable[[], None] = lambda: None
    """Called when there is an update."""
    last_id: int = 0
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(700_000_001))
    _waiter: asyncio.Future[None] | None = None
    _waits: asyncio.Event = field(default_factory=asyncio.Event)
    _quiet_until: float = 0.0

    def allow(self, kinds: object) -> None:
        """As ``allowed_updates`` says; an empty list is the default, no list changes nothing."""
        if isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds):
            self.allowed = KINDS.intersection(map(str.lower, kinds)) or BY_DEFAULT

    def push(self, kind: str, payload: Json, queue: int) -> int | None:
        """Tell the bot of something; None if it does not want to know."""
        if kind not in self.allowed:
            return None
        self.last_id = next(self._ids)
        body = orjson.dumps({"update_id": self.last_id, kind: payload})
        self.pending[self.last_id] = Update(self.last_id, queue, body)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        self.arrived()
        return self.last_id

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Update]:
        """The next updates, waited for up to so many seconds.

        Raises:
            ApiError: 409, another poll or a webhook took over.
        """
        found = self._take(offset, limit)
        if found or not seconds:
            return found
        self.interrupt(POLLED_TWICE)
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        self._waits.set()
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            return []
        except ApiError:
            await self._hold_back()
            raise
        finally:
            if self._waiter is waiter:
                self._waiter = None
                self._waits.clear()
        return self._take(offset, limit)

    def interrupt(self, reason: str) -> None:
        """Fail the poll that waits, if one does."""
        if self._waiter is not None and not self._waiter.done():
            self.conflicts += 1
            self._waiter.set_exception(conflict(reason))

    async def polled(self) -> None:
        """Wait until a poll waits."""
        await self._waits.wait()

    def confirm(self, number: int) -> None:
        self.pending.pop(number, None)

    def forget(self) -> None:
        self.pending.clear()

    def _take(self, offset: int, limit: int) -> list[Update]:
        if offset < 0:
            self._drop(max(0, len(self.pending) + offset))
        # An offset from the future is taken for a mistake, and nothing is confirmed.
        elif offset <= self.last_id + 1:
            self._drop(
                sum(1 for _ in itertools.takewhile(lambda each: each < offset, self.pending))
            )
        found = list(itertools.islice(self.pending.values(), limit))
        self.handed.update(update.id for update in found)
        return found

    def _drop(self, count: int) -> None:
        for _ in range(count):
            self.pending.popitem(last=False)

    async def _hold_back(self) -> None:
        now = time.monotonic()
        if now < self._quiet_until:
            await asyncio.sleep(_CONFLICT_PAUSE)
        else:
            self._quiet_until = now + _CONFLICT_PAUSE
