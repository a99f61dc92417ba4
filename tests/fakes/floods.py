from datetime import datetime


class MemoryFloods:
    """The port ``FloodWaits``."""

    def __init__(self) -> None:
        self._waits: dict[tuple[str, str], datetime] = {}

    async def until(self, account: str, method: str) -> datetime | None:
        return self._waits.get((account, method))

    async def note(self, account: str, method: str, until: datetime) -> None:
        self._waits[account, method] = max(until, self._waits.get((account, method), until))
