"""Updates are accepted before Telegram is told that they arrived."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.telegram.metrics import BotMetrics
from bot.telegram.turns import Turns
from bot.telegram.updates import (
    GroupTalk,
    Identity,
    Purpose,
    RawUpdate,
    chat_of_update,
    entry_of,
    kind_of,
    purpose,
)
from pipeline.conversation.ports import ConversationLedger
from pipeline.tracing.correlation import correlated, new_correlation

HoldsSecret = Callable[[int, int], Awaitable[bool]]
"""Whether the next message of a chat (first) and a person (second) is a secret."""
MembershipChanged = Callable[[int, int], None]
"""A person's (second) standing in a chat (first) changed."""


class Intake:
    """Where polling and the webhook hand over; both acknowledge once it returns."""

    def __init__(
        self,
        bot: Identity,
        *,
        talk: GroupTalk,
        ledger: ConversationLedger,
        turns: Turns,
        metrics: BotMetrics,
        holds_secret: HoldsSecret,
        membership_changed: MembershipChanged,
    ) -> None:
        self._bot = bot
        self._talk = talk
        self._ledger = ledger
        self._turns = turns
        self._metrics = metrics
        self._holds_secret = holds_secret
        self._membership_changed = membership_changed
        self._in_order = asyncio.Lock()

    async def accept(self, updates: Sequence[RawUpdate]) -> None:
        """Write down what came; what came before changes nothing.

        What groups said comes first: a digest that is asked for in the same batch contains it.
        """
        known = [each for each in updates if type(each.get("update_id")) is int and kind_of(each)]
        purposes = [purpose(each, self._bot) for each in known]
        for update in known:
            self._metrics.update(kind_of(update))
        async with self._in_order:
            talk = [
                update
                for update, why in zip(known, purposes, strict=True)
                if why in (Purpose.TALK, Purpose.BOTH)
            ]
            if talk:
                with correlated(new_correlation()):
                    await self._talk.accept(talk)
            await self._accept_turns(
                [
                    update
                    for update, why in zip(known, purposes, strict=True)
                    if why in (Purpose.TURN, Purpose.BOTH)
                ]
            )
        for update, why in zip(known, purposes, strict=True):
            if why is Purpose.MEMBERS:
                self._members(update)

    async def _accept_turns(self, updates: Sequence[RawUpdate]) -> None:
        if not updates:
            return
        entries = {}
        for update in updates:
            entry = entry_of(update, secret=await self._is_secret(update))
            entries[entry.key] = entry, update
        for new in await self._ledger.accept([entry for entry, _ in entries.values()]):
            self._turns.put(new, entries[new.key][1])

    async def _is_secret(self, update: RawUpdate) -> bool:
        chat = chat_of_update(update)
        if kind_of(update) != "message" or chat.get("type") != "private":
            return False
        return await self._holds_secret(int(chat["id"]), int(chat["id"]))

    def _members(self, update: RawUpdate) -> None:
        event = update[kind_of(update)]
        member = event.get("new_chat_member") or {}
        chat, person = event.get("chat") or {}, member.get("user") or {}
        if "id" in chat and "id" in person:
            self._membership_changed(int(chat["id"]), int(person["id"]))
