"""Which accepted entries this process is at, said while they last, so that lost ones stand out."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from pipeline.conversation.models import EntryKey
from pipeline.conversation.ports import ConversationLedger
from pipeline.errors import AlfredError

SECONDS: Final = 3.0
"""Between two words about it: an entry is lost after ten seconds without any."""

_log = logging.getLogger(__name__)


class AtWork:
    """Entries that wait in a lane or are answered; most have their receipt before the first word.

    Args:
        ledger: Is told of them.
        clock: Seconds that only grow.
    """

    def __init__(self, ledger: ConversationLedger, clock: Callable[[], float]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._since: dict[EntryKey, float] = {}

    def begin(self, key: EntryKey) -> None:
        self._since[key] = self._clock()

    def end(self, key: EntryKey) -> None:
        """It has its receipt, or this process gives it up."""
        self._since.pop(key, None)

    async def say(self) -> None:
        """Tell of those that last, until cancelled."""
        while True:
            await asyncio.sleep(SECONDS)
            await self.say_once()

    async def say_once(self) -> None:
        border = self._clock() - SECONDS
        lasting = [key for key, since in self._since.items() if since <= border]
        if not lasting:
            return
        try:
            await self._ledger.working(lasting)
        except AlfredError as error:
            _log.warning("%s updates are worked on: %s", len(lasting), type(error).__name__)
