from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.events.consumers import Consumer
from pipeline.health.parts import Life
from storage.bus.running import open_bus
from storage.postgres.connection import Pool
from storage.postgres.outbox import Outbox

DRAIN_SECONDS = 8.0
"""A digest takes longer; it goes on from its last stage in the next process."""


@dataclass(frozen=True, slots=True)
class BusPart:
    """The consuming side of the bus as a part of the service."""

    name: str
    pool: Pool
    outbox: Outbox
    consumers: Sequence[Consumer[Any]]

    async def run(self, life: Life) -> None:
        async with open_bus(self.pool, self.consumers, self.outbox, drain_seconds=DRAIN_SECONDS):
            life.ready()
            await life.stopping.wait()
