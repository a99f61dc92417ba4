"""What waits to be stored, group by group."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import Chat, ChatKind, Message, MessageId

BATCH: Final = 500
MOST_WAITING: Final = 10_000
"""Messages of one group in memory: some seconds of the busiest talk."""
_MOST_ERASED: Final = 100_000


@dataclass(slots=True)
class Batch:
    messages: list[Message]
    erased: list[MessageId]
    chat: Chat | None
    """What the group became."""


@dataclass(slots=True, eq=False)
class Lane:
    """One group's messages on their way, written by one writer at a time."""

    group: ConnectedGroup
    writing: bool = False
    overflowed: bool = False
    """Something was left out, which the history has."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _messages: list[Message] = field(default_factory=list)
    _erased: list[MessageId] = field(default_factory=list)
    _chat: Chat | None = None

    @property
    def is_basic(self) -> bool:
        return self.group.chat.kind is ChatKind.GROUP

    @property
    def waiting(self) -> int:
        return len(self._messages) + len(self._erased) + (self._chat is not None)

    def write(self, message: Message) -> None:
        if len(self._messages) < MOST_WAITING:
            self._messages.append(message)
        else:
            self.overflowed = True

    def erase(self, ids: list[int]) -> None:
        if len(self._erased) + len(ids) <= _MOST_ERASED:
            self._erased.extend(map(MessageId, ids))
        else:
            self.overflowed = True

    def become(self, chat: Chat) -> None:
        self._chat = chat

    def take(self) -> Batch:
        """The next messages, and with the last of them the erasures.

        Whether a message is stored before or after its erasure, it ends as a tombstone; one that
        was never stored could not be erased.
        """
        batch = Batch(self._messages[:BATCH], [], None)
        del self._messages[:BATCH]
        if not self._messages:
            batch.erased, self._erased = self._erased, []
            batch.chat, self._chat = self._chat, None
        return batch
