import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.health.parts import Life
from storage.embedded.daemon import shared
from storage.embedded.home import open_home
from storage.embedded.postgres import postgres_cluster

LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class EmbeddedPart:
    """The embedded PostgreSQL as a part of the service: started again if it ends by itself.

    A server of the operator's own has somebody who does that; this one has only its users.
    """

    home: Path
    interval: float = LOOK_SECONDS
    name: str = "embedded PostgreSQL"

    async def run(self, life: Life) -> None:
        """Raise ``StorageError`` if it does not come up; see ``embedded_postgres``."""
        with postgres_cluster(open_home(self.home), None) as cluster:
            while not life.stopping.is_set():
                async with shared(cluster):
                    life.ready()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.interval):
                        await life.stopping.wait()
