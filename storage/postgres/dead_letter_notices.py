"""Which dead letters the operators were told of: a mark on each, and when a message last left."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

from pipeline.delivery.models import DeadLetterNotice, UntoldLetter
from pipeline.ingest.models import TenantId
from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import translated
from storage.postgres.tenant import become

MOST: Final = 1_000
"""Letters that one message tells of."""

_SUBJECT: Final = "dead_letters"

# Two that look at the same moment take turns, and the second finds what the first has noted.
_BEGIN = """
INSERT INTO operator_notices (subject, doubtful) VALUES ($1, false)
ON CONFLICT (subject) DO NOTHING
"""
_DOUBTFUL = """
SELECT doubtful FROM operator_notices
WHERE subject = $1 AND (left_at IS NULL OR left_at <= clock_timestamp() - $2::interval)
FOR UPDATE
"""
_UNTOLD = """
SELECT id, tenant_id, event, died_at, min(died_at) OVER () <= clock_timestamp() - $2::interval
    AS settled
FROM untold_dead_letters($1)
"""
_LEAVES = """
UPDATE operator_notices SET left_at = clock_timestamp(), doubtful = true WHERE subject = $1
"""
_ARRIVED = "UPDATE operator_notices SET doubtful = false WHERE subject = $1"
_FAILED = "UPDATE operator_notices SET left_at = NULL, doubtful = $2 WHERE subject = $1"

_TELL = """
UPDATE dead_letters SET told_at = now()
FROM unnest($1::bigint[], $2::timestamptz[]) AS told (id, died_at)
WHERE (dead_letters.id, dead_letters.died_at) = (told.id, told.died_at)
"""


class LetterNotices:
    """The port ``DeadLetterNotices``.

    Letters are marked one by one once their message has arrived: a moment up to which all are
    told would miss those whose transaction was still under way.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def next(self, *, settled: timedelta, quiet: timedelta) -> DeadLetterNotice | None:
        with translated():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(_BEGIN, _SUBJECT)
                row = await connection.fetchrow(_DOUBTFUL, _SUBJECT, quiet)
                letters = [] if row is None else await _untold(connection, settled)
                if row is None or not letters:
                    return None
                await connection.execute(_LEAVES, _SUBJECT)
                return DeadLetterNotice(tuple(letters), again=row["doubtful"])

    async def arrived(self, notice: DeadLetterNotice) -> None:
        by_tenant = attrgetter("tenant")
        with translated():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(_ARRIVED, _SUBJECT)
                for tenant, group in groupby(sorted(notice.letters, key=by_tenant), by_tenant):
                    letters = list(group)
                    await become(connection, tenant)
                    await connection.execute(
                        _TELL,
                        [letter.id for letter in letters],
                        [letter.died_at for letter in letters],
                    )

    async def failed(self, notice: DeadLetterNotice) -> None:
        with translated():
            await self._pool.execute(_FAILED, _SUBJECT, notice.again)


async def _untold(connection: Connection, settled: timedelta) -> Sequence[UntoldLetter]:
    """What is not told yet, if the oldest of it is so old."""
    rows = await connection.fetch(_UNTOLD, MOST, settled)
    if not rows or not rows[0]["settled"]:
        return ()
    return [
        UntoldLetter(row["id"], TenantId(row["tenant_id"]), row["event"], row["died_at"])
        for row in rows
    ]
