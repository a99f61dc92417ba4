from collections.abc import Mapping
from datetime import datetime

from pipeline.operators.exercises import Exercise
from storage.postgres.connection import Pool
from storage.postgres.errors import translated

_ENDED = """
INSERT INTO rights_exercised (exercise, ended_at) VALUES ($1, clock_timestamp())
ON CONFLICT (exercise) DO UPDATE SET ended_at = excluded.ended_at
"""
_LAST = "SELECT exercise, ended_at FROM rights_exercised"


class NotedExercises:
    """The port ``Exercises``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def ended(self, exercise: Exercise) -> None:
        with translated():
            await self._pool.execute(_ENDED, exercise)

    async def last(self) -> Mapping[Exercise, datetime]:
        with translated():
            rows = await self._pool.fetch(_LAST)
        return {Exercise(row["exercise"]): row["ended_at"] for row in rows}
