"""Whether the databases serve us at this moment: cheap enough to be asked every second."""

from collections.abc import Sequence
from typing import Final

from pipeline.health.models import Finding, fail, ok, warn
from storage.migrations.run import check_revision, current_revision, expected_revision
from storage.postgres.connection import Pool
from storage.postgres.errors import translated

LATE_SECONDS: Final = 60.0
"""Digests come later than people expect."""
STUCK_SECONDS: Final = 900.0
"""Nobody works, or far too few."""

_LAG = """
SELECT coalesce(extract(epoch FROM now() - min(oldest.execute_after)), 0)::float8
FROM unnest($1::text[]) AS wanted (entrypoint)
CROSS JOIN LATERAL (
    SELECT execute_after FROM pgqueuer
    WHERE entrypoint = wanted.entrypoint AND status = 'queued'
    ORDER BY execute_after LIMIT 1
) AS oldest
"""


class DatabaseAnswers:
    """PostgreSQL answers, and nobody migrated it to what this code does not know."""

    subject = "PostgreSQL"

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def examine(self) -> Finding:
        with translated():
            async with self._pool.acquire() as connection:
                await check_revision(connection)
        return ok(f"schema {expected_revision()}")


class SchemaRevisions:
    """At which revision the database is, and at which this code needs it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __call__(self) -> tuple[str | None, str]:
        with translated():
            async with self._pool.acquire() as connection:
                return await current_revision(connection), expected_revision()


class QueueIsFollowed:
    """How long the oldest event has been due, whichever process is to handle it."""

    subject = "queue"

    def __init__(self, pool: Pool, events: Sequence[str]) -> None:
        self._pool = pool
        self._events = list(events)

    async def examine(self) -> Finding:
        with translated():
            lag = max(0.0, await self._pool.fetchval(_LAG, self._events))
        behind = f"{lag:.0f} s behind"
        if lag >= STUCK_SECONDS:
            return fail(behind, "see that a process with the role worker runs")
        if lag >= LATE_SECONDS:
            return warn(behind, "run more processes with the role worker")
        return ok(behind)
