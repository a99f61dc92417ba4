"""What the watch saw of gates, and what it has to tell, by functions of the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from pipeline.rollout.gates import GateClass, Reading, Verdict
from pipeline.rollout.models import Feature
from pipeline.rollout.samples import LatestLook, Sample, Seen, WatchNotice
from storage.postgres.connection import Pool
from storage.postgres.errors import translated
from storage.postgres.rollout_rows import to_entry, to_reading

QUIET: Final = timedelta(seconds=30)
"""After it, what may have been told is told again."""

_LOOK = "SELECT * FROM rollout_look($1)"
_EVIDENCE = "SELECT rollout_evidence($1, $2)"
_SINCE = "SELECT * FROM rollout_samples_since($1, $2)"
_LATEST = "SELECT * FROM rollout_latest_look()"

_UNTOLD = "SELECT * FROM rollout_untold($1)"
_LEAVES = """
INSERT INTO operator_notices (subject, left_at, doubtful) VALUES ($1, clock_timestamp(), true)
ON CONFLICT (subject) DO UPDATE SET left_at = excluded.left_at, doubtful = true
"""
_ARRIVED = "UPDATE operator_notices SET doubtful = false WHERE subject = $1"
_FAILED = "UPDATE operator_notices SET left_at = NULL, doubtful = $2 WHERE subject = $1"


class RolloutSamples:
    """The ports ``GateLooks``, ``GateHistory`` and ``LatestLooks``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def look(self, feature: Feature) -> Sequence[Reading]:
        with translated():
            rows = await self._pool.fetch(_LOOK, feature)
        return [to_reading(row) for row in rows]

    async def evidence(self, feature: Feature, gate: str) -> Sequence[str]:
        with translated():
            rows = await self._pool.fetch(_EVIDENCE, feature, gate)
        return [row[0] for row in rows]

    async def since(self, feature: Feature, moment: datetime) -> Sequence[Sample]:
        with translated():
            rows = await self._pool.fetch(_SINCE, feature, moment)
        return [
            Sample(
                gate=row["gate"],
                at=row["at"],
                value=row["value"],
                samples=row["samples"],
                verdict=Verdict(row["verdict"]),
            )
            for row in rows
        ]

    async def latest(self) -> LatestLook:
        with translated():
            rows = await self._pool.fetch(_LATEST)
        seen: dict[Feature, list[Seen]] = {}
        for row in rows:
            if row["gate"] is not None:
                seen.setdefault(Feature(row["feature"]), []).append(
                    Seen(
                        gate=row["gate"],
                        gate_class=GateClass(row["class"]),
                        value=row["value"],
                        verdict=Verdict(row["verdict"]),
                    )
                )
        return LatestLook(rows[0]["age"] if rows else None, seen)


class StoredWatchNotices:
    """The port ``WatchNotices``: one row for each act that was told of."""

    def __init__(self, pool: Pool, quiet: timedelta = QUIET) -> None:
        self._pool = pool
        self._quiet = quiet

    async def next(self) -> WatchNotice | None:
        with translated():
            async with self._pool.acquire() as connection, connection.transaction():
                row = await connection.fetchrow(_UNTOLD, self._quiet)
                if row is None:
                    return None
                notice = WatchNotice(to_entry(row), again=row["doubtful"])
                await connection.execute(_LEAVES, _subject(notice))
        return notice

    async def arrived(self, notice: WatchNotice) -> None:
        with translated():
            await self._pool.execute(_ARRIVED, _subject(notice))

    async def failed(self, notice: WatchNotice) -> None:
        with translated():
            await self._pool.execute(_FAILED, _subject(notice), notice.again)


def _subject(notice: WatchNotice) -> str:
    return f"rollout:{notice.entry.id}"
