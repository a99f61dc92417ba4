from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import asyncpg

from pipeline.ingest.pauses import Pause, Reach, Target
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import translated

LONGEST_NOTE: Final = 1_000

_IN_FORCE = """
SELECT * FROM ingest_pauses
WHERE resumed_at IS NULL AND (until IS NULL OR until > clock_timestamp())
ORDER BY since, id
"""
_EXISTS = {
    Reach.ALL: "SELECT $1::bigint = 0",
    Reach.ACCOUNT: "SELECT EXISTS (SELECT FROM all_reading_accounts() WHERE tenant_id = $1)",
    Reach.GROUP: "SELECT EXISTS (SELECT FROM group_of_number($1))",
}
_OUTLIVED = """
UPDATE ingest_pauses SET resumed_at = until, resumed_by = 'time'
WHERE (reach, number) = ($1, $2) AND resumed_at IS NULL AND until <= clock_timestamp()
"""
_BEGIN = """
INSERT INTO ingest_pauses (reach, number, owner, until, note)
VALUES ($1, $2, $3, clock_timestamp() + $4::interval, $5)
ON CONFLICT (reach, number) WHERE resumed_at IS NULL
DO UPDATE SET until = excluded.until, owner = excluded.owner, note = excluded.note
RETURNING *
"""
_END = """
UPDATE ingest_pauses SET resumed_at = clock_timestamp(), resumed_by = $1
WHERE resumed_at IS NULL AND (until IS NULL OR until > clock_timestamp())
    AND ($2::text IS NULL OR (reach, number) = ($2, $3::bigint))
RETURNING *
"""


class StoredPauses:
    """The port ``Pauses``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def in_force(self) -> Sequence[Pause]:
        with translated():
            rows = await self._pool.fetch(_IN_FORCE)
        return [_pause(row) for row in rows]

    async def begin(
        self, target: Target, owner: str, *, lasts: timedelta | None, note: str = ""
    ) -> Pause | None:
        with translated():
            async with self._pool.acquire() as connection, connection.transaction():
                if not await _exists(connection, target):
                    return None
                await connection.execute(_OUTLIVED, target.reach, target.number)
                [row] = await connection.fetch(
                    _BEGIN, target.reach, target.number, owner, lasts, note[:LONGEST_NOTE]
                )
        return _pause(row)

    async def end(self, target: Target | None, owner: str) -> Sequence[Pause]:
        reach, number = (None, None) if target is None else (target.reach, target.number)
        with translated():
            rows = await self._pool.fetch(_END, owner, reach, number)
        return sorted((_pause(row) for row in rows), key=lambda pause: pause.since)


async def _exists(connection: Connection, target: Target) -> bool:
    return bool(await connection.fetchval(_EXISTS[target.reach], target.number))


def _pause(row: asyncpg.Record) -> Pause:
    return Pause(
        target=Target(Reach(row["reach"]), row["number"]),
        since=row["since"],
        until=row["until"],
        owner=row["owner"],
        note=row["note"],
    )
