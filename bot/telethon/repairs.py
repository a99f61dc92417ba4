import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.telethon.continuity import Continuity
from bot.telethon.intake import Reason
from pipeline.ingest.models import MessageId

_MOST_FETCHED: Final = 1_000
_PATIENCE: Final = 2.0
"""Seconds for a missing id to come: Telethon itself asks after half a second."""


@dataclass(slots=True)
class Work:
    """What is to be read of one chat."""

    reason: Reason | None = None
    ids: set[int] = field(default_factory=set)


class RepairList:
    """The port ``Repairs``: what is to be read again, each chat once however often it is asked."""

    def __init__(self) -> None:
        self._work: dict[int, Work] = {}
        self._continuity: dict[int, Continuity] = {}
        self._told: dict[int, MessageId] = {}
        self._followed: frozenset[int] = frozenset()
        self._wake = asyncio.Event()
        self.regroup = asyncio.Event()
        """Set when the groups have to be looked up again."""

    def follow(self, chats: frozenset[int]) -> None:
        self._followed = chats
        for table in (self._work, self._continuity):
            for chat in [chat for chat in table if chat not in chats]:
                del table[chat]

    def ask(self, reason: Reason, chat: int | None = None) -> None:
        for each in self._followed if chat is None else self._followed & {chat}:
            work = self._work.setdefault(each, Work())
            work.reason = work.reason or reason
            self._wake.set()

    def fetch(self, chat: int, ids: Sequence[int]) -> None:
        if chat in self._followed:
            wanted = self._work.setdefault(chat, Work()).ids
            wanted.update(ids)
            if len(wanted) > _MOST_FETCHED:
                wanted.clear()
                self.ask(Reason.INCOMPLETE, chat)
            self._wake.set()

    def stored(self, chat: int, ids: Sequence[MessageId]) -> None:
        continuity = self._continuity.get(chat)
        if continuity is not None:
            continuity.add(ids, asyncio.get_running_loop().time())

    def changed(self) -> None:
        self.regroup.set()

    def repaired(self, chat: int, reached: MessageId) -> None:
        """A chat that counts its own messages is read up to this one."""
        now = asyncio.get_running_loop().time()
        self._continuity.setdefault(chat, Continuity(reached)).repaired(reached, now)

    def moved(self) -> dict[int, MessageId]:
        """How far the chats are stored that got further since this was asked last."""
        reached = {chat: each.reached for chat, each in self._continuity.items()}
        before, self._told = self._told, reached
        return {chat: to for chat, to in reached.items() if before.get(chat) != to}

    def look_for_gaps(self) -> None:
        now = asyncio.get_running_loop().time()
        for chat, continuity in self._continuity.items():
            since = continuity.broken_since()
            if since is not None and now - since >= _PATIENCE:
                self.ask(Reason.GAP, chat)

    async def take(self) -> tuple[int, Work]:
        """Wait for the next chat of which something is to be read."""
        while not self._work:
            self._wake.clear()
            await self._wake.wait()
        chat = next(iter(self._work))
        return chat, self._work.pop(chat)
