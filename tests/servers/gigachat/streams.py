"""How many answers run at once."""

import asyncio
from dataclasses import dataclass, field


@dataclass(slots=True)
class Streams:
    running: int = 0
    most: int = 0
    """As many as ever ran at once."""
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def move(self, by: int) -> None:
        self.running += by
        self.most = max(self.most, self.running)
        self._moved.set()
        self._moved = asyncio.Event()

    async def reach(self, running: int) -> None:
        """Until exactly so many run."""
        while self.running != running:
            await self._moved.wait()


class Slot:
    """One running answer.

    It is over before its last chunk is sent: a client that asks again at once finds a free place.
    """

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._held = True
        streams.move(+1)

    def free(self) -> None:
        if self._held:
            self._held = False
            self._streams.move(-1)
