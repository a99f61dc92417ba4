"""Who wants to hear no more of a reply that is still growing."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Stops:
    """Replies under way in this process, by chat and draft."""

    def __init__(self) -> None:
        self._under_way: dict[tuple[int, int], asyncio.Event] = {}

    @contextmanager
    def awaited(self, chat: int, draft: int) -> Iterator[asyncio.Event]:
        """An event that is set when the reply is to stop."""
        stop = self._under_way[chat, draft] = asyncio.Event()
        try:
            yield stop
        finally:
            self._under_way.pop((chat, draft), None)

    def stop(self, chat: int, draft: int) -> bool:
        """False if no such reply is under way: it is finished, or died with its process."""
        stop = self._under_way.get((chat, draft))
        if stop is not None:
            stop.set()
        return stop is not None
