import asyncio
from collections.abc import Awaitable, Collection


class Turn:
    """What is read at the moment; it ends as soon as its chat is not to be read any more."""

    def __init__(self) -> None:
        self._chat = 0
        self._running: asyncio.Timeout | None = None

    async def take(self, chat: int, work: Awaitable[None]) -> None:
        """Wait for the work, or for the end of the chat's reading: what is left is left."""
        try:
            async with asyncio.timeout(None) as running:
                self._chat, self._running = chat, running
                await work
        except TimeoutError:
            if not running.expired():
                raise
        finally:
            self._running = None

    def keep_to(self, chats: Collection[int]) -> None:
        """Only these chats are to be read."""
        running = self._running
        if running is not None and not running.expired() and self._chat not in chats:
            running.reschedule(asyncio.get_running_loop().time())
