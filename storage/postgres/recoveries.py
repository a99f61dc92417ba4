from collections.abc import Sequence

from pipeline.ingest.recoveries import Recovery
from storage.postgres.connection import Pool
from storage.postgres.errors import translated

_NOTE = "INSERT INTO recoveries (kind, source) SELECT * FROM unnest($1::text[], $2::text[])"


class NotedRecoveries:
    """The port ``Recoveries``. The service can write them and neither read nor change them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def note(self, batch: Sequence[Recovery]) -> None:
        with translated():
            await self._pool.execute(
                _NOTE, [each.kind for each in batch], [each.source for each in batch]
            )
