import asyncio
from contextlib import suppress
from dataclasses import dataclass

from pipeline.health.parts import Life
from storage.errors import DocumentStoreError
from storage.mongo import MongoDatabase

LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class DocumentsPart:
    """Looks whether the document store answers, and tells operators if it does not.

    While it is away it is tried by this part: no person's message has to wait for a try.
    """

    database: MongoDatabase
    interval: float = LOOK_SECONDS
    name: str = "MongoDB"

    async def run(self, life: Life) -> None:
        with self.database.watched():
            while not life.stopping.is_set():
                try:
                    await self.database.ping()
                except DocumentStoreError as error:
                    life.waiting(f"Alfred converses without memory: {error}")
                else:
                    life.ready()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.interval):
                        await life.stopping.wait()
