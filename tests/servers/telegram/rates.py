"""How fast the bot sends, and Telegram's limits on it."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.servers.telegram.errors import too_many_requests

PER_SECOND: Final = 30
"""Messages to all chats."""
PER_CHAT_SECOND: Final = 1
"""To one chat, on average: bursts pass."""
BURST: Final = 3
PER_GROUP_MINUTE: Final = 20

_SECOND: Final = 1.0
_MINUTE: Final = 60.0


@dataclass(slots=True)
class Window:
    """What happened in the last ``seconds``, and the most that ever did."""

    seconds: float
    peak: int = 0
    _times: deque[float] = field(default_factory=deque)

    def note(self, now: float) -> None:
        self._forget(now)
        self._times.append(now)
        self.peak = max(self.peak, len(self._times))

    def wait(self, now: float, most: int) -> float:
        """Seconds until there is room for one more."""
        self._forget(now)
        if len(self._times) < most:
            return 0.0
        return self._times[-most] + self.seconds - now

    def _forget(self, now: float) -> None:
        while self._times and self._times[0] <= now - self.seconds:
            self._times.popleft()


@dataclass(slots=True)
class _Bucket:
    room: float = BURST
    at: float = 0.0

    def wait(self, now: float) -> float:
        self.room = min(BURST, self.room + (now - self.at) * PER_CHAT_SECOND)
        self.at = now
        return max(0.0, (1.0 - self.room) / PER_CHAT_SECOND)


def _second() -> Window:
    return Window(_SECOND)


@dataclass(slots=True)
class Rates:
    """Counts new messages, refused ones included; edits and drafts are counted by chat alone."""

    enforced: bool = False
    clock: Callable[[], float] = time.monotonic
    refused: int = 0
    overall: Window = field(default_factory=_second)
    chats: dict[int, Window] = field(default_factory=dict)
    groups: dict[int, Window] = field(default_factory=dict)
    edits: dict[int, Window] = field(default_factory=dict)
    drafts: dict[int, Window] = field(default_factory=dict)
    _passed: Window = field(default_factory=_second)
    _passed_groups: dict[int, Window] = field(default_factory=dict)
    _buckets: dict[int, _Bucket] = field(default_factory=dict)

    def message(self, chat_id: int, *, group: bool, count: int = 1) -> None:
        """So many messages for a chat.

        Raises:
            ApiError: 429, if limits are enforced and one of them is reached.
        """
        now = self.clock()
        for _ in range(count):
            self.overall.note(now)
            self.chats.setdefault(chat_id, _second()).note(now)
            if group:
                self.groups.setdefault(chat_id, Window(_MINUTE)).note(now)
        if self.enforced:
            self._enforce(chat_id, group, count, now)

    def edit(self, chat_id: int) -> None:
        self.edits.setdefault(chat_id, _second()).note(self.clock())

    def draft(self, chat_id: int) -> None:
        self.drafts.setdefault(chat_id, _second()).note(self.clock())

    def peaks(self) -> dict[str, int]:
        """The most seen: in any second overall and in one chat, in any minute in one group."""
        return {
            "overall": self.overall.peak,
            "chat": _highest(self.chats),
            "group": _highest(self.groups),
            "edits": _highest(self.edits),
            "drafts": _highest(self.drafts),
            "refused": self.refused,
        }

    def _enforce(self, chat_id: int, group: bool, count: int, now: float) -> None:
        bucket = self._buckets.setdefault(chat_id, _Bucket(at=now))
        minute = self._passed_groups.setdefault(chat_id, Window(_MINUTE))
        wait = max(self._passed.wait(now, PER_SECOND), bucket.wait(now))
        if group:
            wait = max(wait, minute.wait(now, PER_GROUP_MINUTE))
        if wait > 0:
            self.refused += 1
            raise too_many_requests(math.ceil(wait))
        bucket.room -= 1
        for _ in range(count):
            self._passed.note(now)
            minute.note(now)


def _highest(windows: dict[int, Window]) -> int:
    return max((window.peak for window in windows.values()), default=0)
