"""What the ledger is told of a turn once it is over, and while it is long."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from bot.telegram.fsm import DialogueStorage
from bot.telegram.turn import Turn
from pipeline.conversation.models import ReceiptKind
from pipeline.conversation.ports import ConversationLedger
from pipeline.errors import AlfredError

PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0, 30.0)
"""Seconds between tries, while Telegram or the database is away."""
_KEEPING_SECONDS: Final = 0.25

_log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]


class Receipts:
    def __init__(
        self, ledger: ConversationLedger, dialogues: DialogueStorage, *, sleep: Sleep
    ) -> None:
        self._ledger = ledger
        self._dialogues = dialogues
        self._sleep = sleep

    async def close(self, turn: Turn, kind: ReceiptKind | None) -> None:
        """Give the turn its receipt; if the database stays away, the next process does."""
        receipt = turn.receipt(kind)
        for pause in PAUSES:
            try:
                async with turn.one_by_one:
                    written = await self._ledger.receipt(turn.entry.key, receipt)
                    turn.closed = True
            except AlfredError as error:
                _log.warning("update %s: no receipt yet: %s", number(turn), type(error).__name__)
                await self._sleep(pause)
                continue
            if written:
                self._dialogues.moved(receipt.dialogues)
            else:
                self.forget(turn)
            return
        self.forget(turn)
        _log.error("update %s stays without a receipt", number(turn))

    def forget(self, turn: Turn) -> None:
        """The turn's dialogues do not move on."""
        self._dialogues.stayed(turn.dialogues)
        turn.dialogues.clear()

    async def keep(self, under_way: Collection[Turn]) -> None:
        """Write down what long turns have sent, so that little is uncertain if they are cut off.

        Most turns end sooner, and their receipt holds it.
        """
        while True:
            await asyncio.sleep(_KEEPING_SECONDS)
            for turn in tuple(under_way):
                if turn.to_keep() is None or turn.one_by_one.locked():
                    continue  # what goes out just now takes with it what went out before
                async with turn.one_by_one:
                    await self._keep(turn)

    async def _keep(self, turn: Turn) -> None:
        due = turn.to_keep()
        if due is None:
            return
        try:
            await self._ledger.sending(turn.entry.key, *due)
        except AlfredError as error:
            _log.warning("update %s: not recorded yet: %s", number(turn), type(error).__name__)
        else:
            turn.noted()


def number(turn: Turn) -> int:
    """What the log calls a turn: Telegram's number of its update."""
    return turn.entry.key.client_seq
