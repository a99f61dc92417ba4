"""Waits that Telegram asked for. They are of accounts, whichever tenant one of them reads for."""

from datetime import datetime

from storage.postgres.connection import Pool
from storage.postgres.errors import translated

_UNTIL = "SELECT until FROM flood_waits WHERE account = $1 AND method = $2"

_NOTE = """
INSERT INTO flood_waits AS known (account, method, until) VALUES ($1, $2, $3)
ON CONFLICT (account, method) DO UPDATE SET until = excluded.until
WHERE known.until < excluded.until
"""


class Floods:
    """The port ``FloodWaits``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def until(self, account: str, method: str) -> datetime | None:
        with translated():
            until: datetime | None = await self._pool.fetchval(_UNTIL, account, method)
        return until

    async def note(self, account: str, method: str, until: datetime) -> None:
        with translated():
            await self._pool.execute(_NOTE, account, method, until)
