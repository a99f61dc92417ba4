from collections.abc import Sequence

from pipeline.ingest.recoveries import Recovery


class MemoryRecoveries:
    """The port ``Recoveries``."""

    def __init__(self) -> None:
        self.noted: list[Recovery] = []

    async def note(self, batch: Sequence[Recovery]) -> None:
        self.noted.extend(batch)
