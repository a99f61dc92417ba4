"""Jobs whose worker died are queued again at once, not when their heartbeat is found stale.

Each worker holds an advisory lock named after itself for as long as it lives. Its connection ends
with its process, so whoever can take the lock of a worker knows that it is gone.
"""

import uuid
from collections.abc import Sequence

from storage.postgres.connection import Connection, Pool
from storage.postgres.errors import translated
from storage.postgres.locks import wait_for_lock

# A job that was under way when its worker died counts that as an attempt, or a job that kills its
# worker would do so for ever. Held jobs ('failed') are those that PgQueuer could not put back when
# the connection broke.
_TAKE_OVER = """
WITH dead AS MATERIALIZED (
    SELECT worker
    FROM (
        SELECT DISTINCT queue_manager_id AS worker FROM pgqueuer WHERE status = 'picked'
    ) AS busy
    WHERE pg_try_advisory_xact_lock(hashtextextended('alfred:worker:' || worker, 0))
)
UPDATE pgqueuer
SET status = 'queued', queue_manager_id = NULL, slot = NULL, updated = now(),
    attempts = attempts + (status = 'picked')::integer
WHERE (status = 'picked' AND queue_manager_id IN (SELECT worker FROM dead)) OR status = 'failed'
"""

# What was stopped did not fail: PgQueuer counted an attempt when it put the job back, and another
# worker may have taken it since.
_LEAVE = """
UPDATE pgqueuer
SET status = 'queued', queue_manager_id = NULL, slot = NULL, updated = now(),
    attempts = attempts - (id = ANY($2::bigint[]))::integer
WHERE queue_manager_id = $1 OR (id = ANY($2::bigint[]) AND status = 'queued')
"""


async def live(connection: Connection, worker: uuid.UUID) -> None:
    """Show that the worker lives, for as long as the connection does."""
    await wait_for_lock(connection, f"alfred:worker:{worker}")


async def take_over(pool: Pool) -> None:
    """Queue the jobs of workers that no longer live."""
    with translated():
        await pool.execute(_TAKE_OVER)


async def leave(pool: Pool, worker: uuid.UUID, stopped: Sequence[int]) -> None:
    """Queue what the worker picked and will not do, and the jobs that were stopped."""
    with translated():
        await pool.execute(_LEAVE, worker, list(stopped))
