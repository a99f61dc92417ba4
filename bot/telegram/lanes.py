"""Work by chat: in order within a chat, chats side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")


class Lanes(Generic[T]):
    """A chat that hangs holds up itself alone, as long as fewer chats hang than work at once."""

    def __init__(
        self, work: Callable[[T], Awaitable[None]], *, side_by_side: int, drain_seconds: float
    ) -> None:
        self._work = work
        self._side_by_side = side_by_side
        self._drain_seconds = drain_seconds
        self._lanes: dict[str, deque[T]] = {}
        self._ready: asyncio.Queue[str] = asyncio.Queue()
        self._settled = asyncio.Event()
        self._backlog = 0

    @property
    def backlog(self) -> int:
        """What waits or is under way."""
        return self._backlog

    def put(self, lane: str, item: T) -> None:
        self._backlog += 1
        if lane in self._lanes:
            self._lanes[lane].append(item)
        else:
            self._lanes[lane] = deque([item])
            self._ready.put_nowait(lane)

    async def below(self, backlog: int) -> None:
        """Wait until less waits than this."""
        while self._backlog >= backlog:
            self._settled.clear()
            await self._settled.wait()

    async def run(self) -> None:
        """Work until cancelled; then finish what waits, as far as that goes in the given time."""
        async with asyncio.TaskGroup() as group:
            workers = [group.create_task(self._serve()) for _ in range(self._side_by_side)]
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._drain_seconds):
                        await self.below(1)
                for worker in workers:
                    worker.cancel()

    async def _serve(self) -> None:
        while True:
            name = await self._ready.get()
            lane = self._lanes[name]
            await self._work(lane[0])
            lane.popleft()
            if lane:
                self._ready.put_nowait(name)
            else:
                del self._lanes[name]
            self._backlog -= 1
            self._settled.set()
