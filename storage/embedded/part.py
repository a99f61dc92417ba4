import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.health.parts import Life
from storage.embedded.daemon import Daemon, shared
from storage.embedded.home import open_home
from storage.embedded.mongo import mongo_server
from storage.embedded.postgres import postgres_cluster

LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class EmbeddedPart:
    """An embedded server as a part of the service: started again if it ends by itself.

    A server of the operator's own has somebody who does that; this one has only its users.
    """

    name: str
    server: Callable[[], AbstractContextManager[Daemon]]
    interval: float = LOOK_SECONDS

    async def run(self, life: Life) -> None:
        """Raise ``StorageError`` if it does not come up; see ``shared``."""
        with self.server() as server:
            while not life.stopping.is_set():
                if not await server.answers():
                    life.waiting("it does not answer, and is started if it has ended")
                async with shared(server):
                    life.ready()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.interval):
                        await life.stopping.wait()


def embedded_postgres_part(home: Path) -> EmbeddedPart:
    return EmbeddedPart("embedded PostgreSQL", lambda: postgres_cluster(open_home(home)))


def embedded_mongo_part(home: Path) -> EmbeddedPart:
    return EmbeddedPart("embedded MongoDB", lambda: mongo_server(open_home(home)))
