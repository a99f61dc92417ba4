import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from pipeline.digest.signals import Signal

KEPT = 256


class MemorySignals:
    """The port ``RunSignals``, among the tasks of one process."""

    def __init__(self) -> None:
        self.sent: list[Signal] = []
        self._ears: list[_Ear] = []

    async def send(self, signal: Signal) -> None:
        self.sent.append(signal)
        for ear in self._ears:
            ear.hear(signal)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[AsyncIterator[Signal]]:
        ear = _Ear()
        self._ears.append(ear)
        try:
            yield ear
        finally:
            self._ears.remove(ear)


class _Ear:
    def __init__(self) -> None:
        self._heard: deque[Signal] = deque(maxlen=KEPT)
        self._wake = asyncio.Event()

    def hear(self, signal: Signal) -> None:
        self._heard.append(signal)
        self._wake.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Signal:
        while not self._heard:
            self._wake.clear()
            await self._wake.wait()
        return self._heard.popleft()
