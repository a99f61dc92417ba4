from collections.abc import Sequence
from datetime import datetime

from pipeline.orders.unfinished import Unfinished
from storage.postgres.connection import Pool
from storage.postgres.errors import translated

_UNFINISHED = "SELECT * FROM unfinished_digests($1, $2)"


class WaitedForDigests:
    """The port ``UnfinishedDigests``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def placed_until(self, moment: datetime, *, limit: int) -> Sequence[Unfinished]:
        with translated():
            rows = await self._pool.fetch(_UNFINISHED, moment, limit)
        return [Unfinished(row["tenant_id"], row["window_id"], row["orders"]) for row in rows]
