"""Work that one process of all may do at a time, such as asking Telegram for updates."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class SoleRunner(Protocol):
    def hold(self, name: str) -> AbstractAsyncContextManager[asyncio.Event]:
        """Wait until nobody else has this name, and have it while the block runs.

        The event is set if the name is lost before the block ends: another process may have it by
        then, so the holder must stop at once.
        """
        ...
